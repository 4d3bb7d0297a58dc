// From two bundles and the config to what is measured where, what is not, and why: each case on each backend.

import type { Backend, Config } from "../config/config.ts";
import { formatBackend } from "../config/index.ts";
import { errorSentence } from "./base-obstacle.ts";
import type { BenchPlan } from "./bench-plan.ts";
import type { PlanBundle } from "./case-view.ts";
import { type CellDraft, type CellIdentity, refused } from "./cell-draft.ts";
import { withTests } from "./cell-tests.ts";
import { planGraphCell, type Reachable } from "./graph-cell.ts";
import { compareGraphs } from "./graph-comparison.ts";
import { type PythonRuns, planLocalPythonCell } from "./local-python-cell.ts";
import { type PlannedCase, plannedCases } from "./planned-cases.ts";
import { tracebackTail } from "./traceback-tail.ts";

export interface PlanInput extends Reachable, PythonRuns {
  /** Null where there is no bundle of the base; `baseHasConfig` says whether that is as it should be. */
  readonly base: PlanBundle | null;
  readonly head: PlanBundle;
  /** The config that judges. */
  readonly config: Config;
  /** False: the base does not use Pacegate, or there is no base; every case is then new. */
  readonly baseHasConfig: boolean;
  /** The base's commit, where there is one that does not use Pacegate. */
  readonly baseWithoutPacegate?: string | undefined;
  readonly pacegateVersion: string;
}

export function planBenchmarks(input: PlanInput): BenchPlan {
  const { base, head, config } = input;
  // A backend that the config names twice, once by a pattern, is measured once.
  const backends = [...new Map(config.backends.map((backend) => [formatBackend(backend), backend])).values()];
  const drafts = plannedCases(input).flatMap((planned) => cellsOf(planned, backends, input));
  const { tolerance, resolution } = config.gate;
  return {
    schema: "pacegate/bench-plan/1",
    pacegateVersion: input.pacegateVersion,
    base: base === null ? null : { commit: base.manifest.commit, bundle: base.digest },
    ...(input.baseWithoutPacegate === undefined ? {} : { baseWithoutPacegate: input.baseWithoutPacegate }),
    head: { commit: head.manifest.commit, bundle: head.digest },
    tolerance,
    resolution,
    cells: withTests(drafts, config),
  };
}

function cellsOf(planned: PlannedCase, backends: readonly Backend[], input: PlanInput): readonly CellDraft[] {
  const { situation } = planned;
  const graphCells = (plan: (identity: CellIdentity, backend: Backend) => CellDraft): readonly CellDraft[] =>
    backends.map((backend) => plan(graphIdentity(planned, backend), backend));

  switch (situation.kind) {
    case "exported": {
      const graphs = compareGraphs(situation);
      const cells = graphCells((identity, backend) => planGraphCell(identity, backend, graphs, input.config, input));
      const localPython = planLocalPythonCell(localPythonIdentity(planned), situation, input.config, input);
      return localPython === null ? cells : [...cells, localPython];
    }
    // Where head has no case nobody knows whether there is Python around it: the backends' cells tell the error.
    case "failed": {
      const { error } = situation;
      const traceback = tracebackTail(error);
      return graphCells((identity) => ({
        ...refused(
          identity,
          "error",
          `Head could not be exported: ${errorSentence(error)}.`,
          error.remedy ?? "Run `pacegate export` on this commit: it shows the whole traceback.",
        ),
        ...(traceback.length === 0 ? {} : { traceback }),
      }));
    }
    case "not-exported":
      return graphCells((identity) =>
        refused(
          identity,
          "error",
          "The configuration lists this case, but head's bundle holds neither it nor an error.",
          "Export head again with this configuration.",
        ),
      );
    case "not-configured":
      return graphCells((identity) =>
        refused(
          identity,
          "error",
          "Head's bundle holds this case, but the configuration does not list it.",
          "Export head again with this configuration.",
        ),
      );
    case "removed": {
      const reason = "The base has this case, head has not.";
      const cells = graphCells((identity) => ({ action: "removed", ...identity, reason }));
      return situation.base.localPython === null
        ? cells
        : [...cells, { action: "removed", ...localPythonIdentity(planned), reason }];
    }
  }
}

function graphIdentity({ id, model, batchSize }: PlannedCase, backend: Backend): CellIdentity {
  const { target, engine, options } = backend;
  return {
    id: `${id} ${formatBackend(backend)}`,
    case: id,
    model,
    batchSize,
    backend: { target, engine, options: [...options] },
  };
}

function localPythonIdentity({ id, model, batchSize }: PlannedCase): CellIdentity {
  return { id: `${id} local-python`, case: id, model, batchSize, backend: null };
}
