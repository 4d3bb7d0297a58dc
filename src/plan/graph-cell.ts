// Plans the subgraphs of one case on one backend: measured whole, skipped, or why neither is possible.
import type { Backend, Config, EngineName } from "../config/config.ts";
import { acceptAsBase, withoutBase } from "./base-obstacle.ts";
import type { CaseView } from "./case-view.ts";
import { type CellDraft, type CellIdentity, incomparable, refused, unmeasurable } from "./cell-draft.ts";
import { failedForm } from "./failed-form.ts";
import type { GraphComparison } from "./graph-comparison.ts";
import { firstOf } from "./one-line.ts";

export interface Reachable {
  readonly measurableTargets: ReadonlySet<string>;
  readonly measurableEngines: ReadonlySet<EngineName>;
}

/** The most for a cell. The sequential rule was tried with caps of 24 and 40; the larger leaves fewer cells undecided. */
export const graphLaunches = 40;

export function planGraphCell(
  identity: CellIdentity,
  backend: Backend,
  comparison: GraphComparison,
  config: Config,
  reachable: Reachable,
): CellDraft {
  const { work, head, base, obstacles, changes } = comparison;
  // First what holds whatever the base is: head cannot be measured on this engine at all.
  const broken = enginesRefusal(identity, backend, reachable) ?? formRefusal(identity, backend, head);
  if (broken !== null) return broken;

  const effort = {
    work,
    threads: config.targets.find(({ name }) => name === backend.target)?.threads ?? null,
    limits: { seconds: config.gate.secondsPerCell, launches: graphLaunches },
  };
  if (base.kind !== "present") {
    return withoutBase(
      identity,
      base,
      (reason) =>
        targetRefusal(identity, backend, config, reachable) ?? {
          action: "measure-new",
          ...identity,
          reason,
          ...effort,
        },
    );
  }
  if (obstacles.length > 0) return incomparable(identity, obstacles);
  if (changes.length === 0) {
    return {
      action: "skip-unchanged",
      ...identity,
      reason: comparison.weightsDiffer
        ? "Only the weights' values changed, and new weights rarely change speed: the graphs, their inputs and the lock file are the same."
        : "The graphs, their calls, the inputs, the capture settings and the lock file are the same.",
    };
  }
  const baseForm = failedForm(backend.engine, base.view);
  if (baseForm !== null) {
    return incomparable(identity, [
      { what: `on the base, ${baseForm.what}`, remedy: `Head can be measured. ${acceptAsBase}` },
    ]);
  }
  if (base.view.works.length === 0) {
    return incomparable(identity, [
      { what: "the base makes no call of a graph", remedy: `Head makes one. ${acceptAsBase}` },
    ]);
  }
  return (
    targetRefusal(identity, backend, config, reachable) ?? {
      action: "measure",
      ...identity,
      reason: `Measured, since ${firstOf(changes)}.`,
      ...effort,
    }
  );
}

/** An engine that is not built can measure no change ever, so the cell says so even while nothing changes. */
function enginesRefusal(identity: CellIdentity, { engine }: Backend, reachable: Reachable): CellDraft | null {
  if (reachable.measurableEngines.has(engine)) return null;
  const known = [...reachable.measurableEngines].join(", ");
  return unmeasurable(
    identity,
    `This version of Pacegate cannot measure with ${engine}.`,
    `Take the backend out of pacegate.yml, or use one of: ${known === "" ? "none" : known}.`,
  );
}

function formRefusal(identity: CellIdentity, { engine }: Backend, head: CaseView): CellDraft | null {
  if (head.works.length === 0) {
    return refused(
      identity,
      "error",
      "The function makes no call of a graph that could be measured.",
      "Let the entry compute with tensors, or take the model out of pacegate.yml.",
    );
  }
  const failed = failedForm(engine, head);
  return failed === null ? null : refused(identity, "error", failed.sentence, failed.remedy);
}

/** Asked last: what is unchanged or incomparable needs no machine. */
function targetRefusal(
  identity: CellIdentity,
  backend: Backend,
  config: Config,
  reachable: Reachable,
): CellDraft | null {
  if (reachable.measurableTargets.has(backend.target)) return null;
  const target = config.targets.find(({ name }) => name === backend.target);
  if (target === undefined) {
    return unmeasurable(
      identity,
      `The target ${backend.target} is not in the configuration.`,
      "List it under `targets` in pacegate.yml.",
    );
  }
  return target.place.kind === "local"
    ? unmeasurable(
        identity,
        `The target ${target.name} is the machine that Pacegate runs on, and this run does not measure there.`,
        "Run the gate on that machine.",
      )
    : unmeasurable(
        identity,
        `No machine of the target ${target.name} (runs-on: ${target.place.runsOn.join(", ")}) can be reached from this run.`,
        "Start a runner with these labels and run the gate where it can be reached, or take the backend out of pacegate.yml.",
      );
}
