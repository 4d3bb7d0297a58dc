// Where the milliseconds went: each piece of work on both sides, and what is left over.
import type { Launch, Side } from "../bench/measurements.ts";
import type { Contribution } from "../plan/bench-plan.ts";
import {
  type LaunchEffect,
  launchEffect,
  mean,
  median,
  medianWithoutStalls,
  probabilityOfNoEffect,
  StatisticsError,
  weightedLaunch,
} from "../statistics/index.ts";
import { isEmpty, weightsOfCalls } from "./call-weights.ts";
import { nsToMsPerRun, type SideWork } from "./cell-work.ts";
import { bothSidesMs } from "./side-figures.ts";
import type { ContributionFigures } from "./verdict.ts";

export interface Explanation {
  readonly contributions: ContributionFigures[];
  /** What the parts do not explain: passes are filtered and averaged as a whole, parts by themselves. */
  readonly remainderMs: number;
}

interface Work {
  readonly base: SideWork;
  readonly head: SideWork;
}

/** The parts and the remainder add up to `totalDeltaMs`. */
export function explain(
  planned: readonly Contribution[],
  launches: readonly Launch[],
  work: Work,
  totalDeltaMs: number,
): Explanation {
  const contributions = planned.map((part): ContributionFigures => {
    const { label, unchanged } = part;
    const effects = pairedEffects(part, launches, work);
    if (effects === null)
      return { label, unchanged, ...unpairedMs(part, launches, work), probability: null, found: false };
    const logRatios = effects.map(({ logRatio }) => logRatio);
    const { base: baseMs, head: headMs } = bothSidesMs(effects, work, mean(logRatios));
    const probability = probabilityOfNoEffect(logRatios);
    return { label, unchanged, baseMs, headMs, deltaMs: headMs - baseMs, probability, found: false };
  });
  const explained = contributions.reduce((sum, { deltaMs }) => sum + deltaMs, 0);
  return { contributions, remainderMs: totalDeltaMs - explained };
}

/**
 * The part's own duet, launch by launch: what holds up both sides cancels out, as it does for the whole pass.
 * Null where only one side has the part, or where a launch has no clean pair of it.
 */
function pairedEffects(part: Contribution, launches: readonly Launch[], work: Work): readonly LaunchEffect[] | null {
  const weights = weightsOfCalls({ base: work.base.counts, head: work.head.counts }, part);
  if (isEmpty(weights.base) || isEmpty(weights.head)) return null;
  try {
    return launches.map((launch) => launchEffect(weightedLaunch(launch, weights)));
  } catch (error) {
    if (error instanceof StatisticsError) return null;
    throw error;
  }
}

function unpairedMs(
  { baseCalls, headCalls }: Contribution,
  launches: readonly Launch[],
  work: Work,
): Pick<ContributionFigures, "baseMs" | "headMs" | "deltaMs"> {
  const sideMs = (side: Side, calls: readonly number[]) =>
    calls.length === 0 ? null : calls.reduce((sum, call) => sum + callMs(launches, side, call, work[side]), 0);
  const [baseMs, headMs] = [sideMs("base", baseCalls), sideMs("head", headCalls)];
  return { baseMs, headMs, deltaMs: (headMs ?? 0) - (baseMs ?? 0) };
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
