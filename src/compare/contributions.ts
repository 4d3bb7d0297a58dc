// Where the milliseconds went: each piece of work on both sides, and what is left over.
import type { Launch, Side } from "../bench/measurements.ts";
import type { Contribution } from "../plan/bench-plan.ts";
import { median, medianWithoutStalls } from "../statistics/index.ts";
import { nsToMsPerRun, type SideWork } from "./cell-work.ts";
import type { ContributionFigures } from "./verdict.ts";

export interface Explanation {
  readonly contributions: ContributionFigures[];
  /** What the parts do not explain: passes are summed before they are averaged, calls after. */
  readonly remainderMs: number;
}

/** The parts and the remainder add up to `totalDeltaMs`. */
export function explain(
  planned: readonly Contribution[],
  launches: readonly Launch[],
  work: { readonly base: SideWork; readonly head: SideWork },
  totalDeltaMs: number,
): Explanation {
  const sideMs = (side: Side, calls: readonly number[]) =>
    calls.length === 0 ? null : calls.reduce((sum, call) => sum + callMs(launches, side, call, work[side]), 0);
  const contributions = planned.map(({ label, baseCalls, headCalls, unchanged }) => {
    const baseMs = sideMs("base", baseCalls);
    const headMs = sideMs("head", headCalls);
    return { label, baseMs, headMs, deltaMs: (headMs ?? 0) - (baseMs ?? 0), unchanged };
  });
  const explained = contributions.reduce((sum, { deltaMs }) => sum + deltaMs, 0);
  return { contributions, remainderMs: totalDeltaMs - explained };
}

/** Median over launches of the median of the call's own durations without stalls, times its count in a run. */
function callMs(launches: readonly Launch[], side: Side, call: number, work: SideWork): number {
  const medians = launches.map(({ instances }) => {
    const durations: number[] = [];
    for (const { pairs } of instances) {
      for (const pair of pairs) durations.push((side === "base" ? pair.baseNs : pair.headNs)?.[call] ?? Number.NaN);
    }
    return medianWithoutStalls(durations);
  });
  return nsToMsPerRun(median(medians) * (work.counts[call] ?? Number.NaN), work);
}
