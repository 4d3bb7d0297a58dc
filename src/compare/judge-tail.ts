// Judges the tail of a cell: head's 95th percentile against base's, over all passes, stalls included.
import type { MeasuredCellPlan } from "../plan/bench-plan.ts";
import {
  decideSequentially,
  type LaunchSums,
  leastPassesForTail,
  median,
  ruleForCell,
  tailEffect,
} from "../statistics/index.ts";
import { nsToMsPerRun, type SideWork } from "./cell-work.ts";
import type { Tail } from "./verdict.ts";

/** @returns null where the plan does not ask for it, or where too few launches have passes enough for a tail */
export function judgeTail(
  cell: Extract<MeasuredCellPlan, { action: "measure" }>,
  launches: readonly LaunchSums[],
  work: { readonly base: SideWork; readonly head: SideWork },
): Tail | null {
  if (cell.tail === undefined) return null;
  const rule = ruleForCell({ ...cell.tail, kind: cell.work.kind, launchLimit: cell.limits.launches });
  const effects = launches.map(tailEffect).filter((effect) => effect !== null);
  const logRatios = effects.map(({ logRatio }) => logRatio);
  const { state, effect } = decideSequentially(logRatios, rule, true);
  if (effect === null || state === "continue") return null;
  return {
    decision: state,
    effect,
    tolerance: rule.tolerance,
    baseMs: nsToMsPerRun(median(effects.map(({ baseP95Ns }) => baseP95Ns)), work.base),
    headMs: nsToMsPerRun(median(effects.map(({ headP95Ns }) => headP95Ns)), work.head),
  };
}

/** How many launches have passes enough for a tail: the others, which are chosen by that alone, do not bear on it. */
export function launchesWithTail(launches: readonly LaunchSums[]): number {
  const passes = ({ instances }: LaunchSums) => instances.reduce((sum, { pairs }) => sum + pairs.length, 0);
  return launches.filter((launch) => passes(launch) >= leastPassesForTail).length;
}
