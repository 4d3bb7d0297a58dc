// Plans the Python around a case's graphs: a cell of its own, timed on the exporting machine by running the function.
import type { Case } from "../bundle/manifest.ts";
import type { Config } from "../config/config.ts";
import { runsOnCpu } from "../config/index.ts";
import { acceptAsBase, withoutBase } from "./base-obstacle.ts";
import { type CellDraft, type CellIdentity, incomparable, type MeasureDraft, unmeasurable } from "./cell-draft.ts";
import { obstaclesToComparison } from "./comparability.ts";
import { localPythonChanges } from "./local-python-change.ts";
import { firstOf } from "./one-line.ts";
import type { CaseSituation } from "./planned-cases.ts";

/**
 * A launch starts two Python processes that import the model: fewer than for graphs, whose launches cost less. The
 * fewer there may be, the more of the error budget the first looks get, which large changes are decided at.
 */
const localPythonLaunches = 12;

export interface PythonRuns {
  /** Base's and head's Python run with the same installed packages. */
  readonly oneEnvironment: boolean;
  /** False: this machine must not run head's code, which came from a fork. */
  readonly pythonMayRun: boolean;
  /** False: there are only bundles here, which hold no Python. */
  readonly codeIsHere: boolean;
}

type Exported = Extract<CaseSituation, { kind: "exported" }>;

/** Null where neither side has Python around its graphs: both are ONNX files. */
export function planLocalPythonCell(
  identity: CellIdentity,
  { head, base }: Exported,
  config: Config,
  { oneEnvironment, pythonMayRun, codeIsHere }: PythonRuns,
): CellDraft | null {
  const baseCase = base.kind === "present" ? base.view.modelCase : null;
  if (head.modelCase.localPython === null) {
    if (baseCase === null || baseCase.localPython === null) return null;
    return { action: "removed", ...identity, reason: "Head has no Python around this model any more." };
  }
  const effort = {
    work: { kind: "local-python" as const, hasBase: baseCase !== null, runs: head.modelCase.runs },
    threads: head.bundle.manifest.capture.threads,
    limits: { seconds: config.gate.secondsPerCell, launches: localPythonLaunches },
  };
  const measureNew = (reason: string): CellDraft =>
    codeIsHere ? { action: "measure-new", ...identity, reason, ...effort } : codeMissing(identity, reason);
  if (base.kind !== "present") return withoutBase(identity, base, pythonMayRun ? measureNew : notMeasured(identity));

  const obstacles = obstaclesToComparison(base.view, head);
  if (obstacles.length > 0) return incomparable(identity, obstacles);
  if (base.view.modelCase.localPython === null) {
    return incomparable(identity, [{ what: "the base has no Python around this model", remedy: acceptAsBase }]);
  }
  // The Python is run again now, with what is installed now.
  if (oneEnvironment && base.view.bundle.manifest.lockDigest !== head.bundle.manifest.lockDigest) {
    return incomparable(identity, [
      {
        what: "their lock files differ, but both run in one Python environment, where base's packages are gone",
        remedy: "Let `setup:` make a `.venv` in the worktree: each side then has its own packages.",
      },
    ]);
  }
  const changes = localPythonChanges(base.view, head);
  if (changes.length === 0) {
    return {
      action: "skip-unchanged",
      ...identity,
      reason: "The Python around the graphs, its packages and data, the inputs and the lock file are the same.",
    };
  }
  if (!pythonMayRun) {
    return incomparable(identity, [
      {
        what: `${firstOf(changes)}, and a fork's Python is not run here`,
        remedy: "Read what it changes outside the graphs, then accept it; or push its branch to this repository.",
      },
    ]);
  }
  if (!codeIsHere) return codeMissing(identity, `Not measured, though ${firstOf(changes)}.`);
  const ofWholeRun = wholeRunThresholds(base.view.modelCase.localPython, config);
  return {
    action: "measure",
    ...identity,
    reason: `Measured, since ${firstOf(changes)}.`,
    ...effort,
    ...(ofWholeRun === null ? {} : { ofWholeRun }),
  };
}

/**
 * Some tens of microseconds between two graphs scatter by tens of percent and are nothing to the run: so the tolerance
 * is that of the whole run, which on the exporting machine is known. A GPU runs the graphs many times faster and leaves
 * the Python its time, so where one serves, the Python is held to the tolerance by itself.
 */
function wholeRunThresholds(
  { passesNs, wholePassesNs }: NonNullable<Case["localPython"]>,
  { backends, gate }: Config,
): NonNullable<MeasureDraft["ofWholeRun"]> | null {
  if (!backends.every(({ engine }) => runsOnCpu(engine))) return null;
  const part = Math.min(1, Math.min(...passesNs) / Math.min(...wholePassesNs));
  return part > 0 ? { part, tolerance: gate.tolerance / part, resolution: gate.resolution / part } : null;
}

function codeMissing(identity: CellIdentity, reason: string): CellDraft {
  return unmeasurable(
    identity,
    `${reason.replace(/\.$/, "")}: local Python needs the code itself, which a bundle does not hold.`,
    "Run `pacegate gate` in the repository: it measures local Python as well.",
  );
}

/** A new case of a fork: its graphs are measured, its Python waits for the merge. */
function notMeasured(identity: CellIdentity): (reason: string) => CellDraft {
  return (reason) =>
    incomparable(identity, [
      {
        what: `${reason.replace(/\.$/, "")}, and a fork's Python is not run here`,
        remedy: "Read what it does outside the graphs, then accept it; or push its branch to this repository.",
      },
    ]);
}
