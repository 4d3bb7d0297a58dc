// One live verdict: two bundles on disk through the product's own gate, and what is kept of it.
import type { Launch } from "../../src/bench/measurements.ts";
import { openBundle } from "../../src/bundle/index.ts";
import type { CellVerdict } from "../../src/compare/verdict.ts";
import type { Config } from "../../src/config/config.ts";
import { gateBundles } from "../../src/pipeline.ts";
import type { MeasuredCellPlan } from "../../src/plan/bench-plan.ts";
import { explainChange } from "../../src/report/explain-change.ts";
import type { CellIn } from "../../src/report/group-cells.ts";
import { ResultsFolder } from "../../src/results/index.ts";
import type { Surroundings } from "../../src/surroundings.ts";
import { launchRecord } from "./launch-record.ts";
import type { ProofPair } from "./proof-pair.ts";
import type { VerdictRecord } from "./record.ts";

export type LiveVerdict = Pick<
  VerdictRecord,
  "startedAt" | "seconds" | "decision" | "reason" | "effect" | "firstNamed" | "slowedSubgraph" | "launches"
>;

/**
 * Opens, plans, measures and compares as the action does with the bundles of a fork.
 * @throws the abort reason alone: whatever else goes wrong is a verdict of its own, `error`
 */
export async function liveVerdict(
  pair: ProofPair,
  config: Config,
  resultsDirectory: string,
  world: Surroundings,
): Promise<LiveVerdict> {
  const startedAt = world.now().toISOString();
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const nothing = { effect: null, firstNamed: null, slowedSubgraph: null, launches: [] };
  try {
    const [base, head] = [await openBundle(pair.base), await openBundle(pair.head)];
    const results = new ResultsFolder(resultsDirectory);
    const { verdict, planned } = await gateBundles(
      {
        base,
        head,
        baseHasConfig: true,
        oneEnvironment: true,
        pythonMayRun: false,
        codeIsHere: false,
        config,
        settingChanges: [],
        runners: null,
        acceptances: async () => [],
      },
      results,
      world,
    );
    const spent = seconds();
    const [cell, ...others] = verdict.cells;
    const [plan] = planned.plan.cells;
    if (cell === undefined || plan === undefined || others.length > 0) {
      const reason = `The gate has ${verdict.cells.length} cells instead of one.`;
      return { startedAt, seconds: spent, decision: "error", reason, ...nothing };
    }
    if (plan.action !== "measure") {
      return { startedAt, seconds: spent, decision: "error", reason: `${plan.action}: ${plan.reason}`, ...nothing };
    }
    const measured = (await results.readMeasurements()).flatMap(({ cells }) => cells);
    const launches = recordsOf(plan, measured.find(({ cell: id }) => id === plan.id)?.launches ?? []);
    const slowedSubgraph = labelOf(plan, pair.slowedCall);
    if (!isMeasured(cell)) {
      const reason = `${cell.outcome.state}: ${cell.reason}`;
      return { startedAt, seconds: spent, decision: "error", reason, ...nothing, slowedSubgraph, launches };
    }
    const { decision, effect } = cell.outcome;
    const { reason } = cell;
    return {
      startedAt,
      seconds: spent,
      decision,
      reason,
      effect,
      firstNamed: firstNamed(cell),
      slowedSubgraph,
      launches,
    };
  } catch (error) {
    world.signal.throwIfAborted();
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { startedAt, seconds: seconds(), decision: "error", reason, ...nothing };
  }
}

const isMeasured = (cell: CellVerdict): cell is CellIn<"measured"> => cell.outcome.state === "measured";

function recordsOf({ work }: MeasuredCellPlan, launches: readonly Launch[]) {
  if (work.kind !== "graph") return [];
  const counts = (pass: typeof work.head) => pass.calls.map(({ count }) => count);
  const weights = { base: counts(work.base ?? work.head), head: counts(work.head) };
  return launches.map((launch) => launchRecord(launch, weights));
}

/** As the plan labels it, and the report after it; null where nothing was slowed, or the one graph that there is. */
function labelOf({ work }: MeasuredCellPlan, slowedCall: number | null): string | null {
  if (slowedCall === null || work.kind !== "graph" || work.head.calls.length < 2) return null;
  return work.contributions.find(({ headCalls }) => headCalls.includes(slowedCall))?.label ?? null;
}

/** The first row of the report's explanation. */
function firstNamed(cell: CellIn<"measured">): string | null {
  const [first] = explainChange(cell, 1);
  return first?.kind === "part" ? first.label : null;
}
