// The noise control: subgraphs that did not change must not move, and a decision must survive it if they do.
import type { Launch } from "../bench/measurements.ts";
import type { Contribution } from "../plan/bench-plan.ts";
import {
  type CallWeights,
  decideSequentially,
  launchEffect,
  type SequentialRule,
  StatisticsError,
  weightedLaunch,
} from "../statistics/index.ts";
import { isEmpty, weightsOfCalls } from "./call-weights.ts";
import type { Decision, NoiseControl } from "./verdict.ts";

const absent: NoiseControl = { state: "absent" };
const calm: NoiseControl = { state: "calm" };

/**
 * The control moved if its own effect is, by the cell's rule and error budget, beyond tolerance + resolution. Then its
 * log ratio is taken off the cell's, launch by launch, and the rule asked again: what moved both is noise, and a
 * decision that needs it does not stand. One that does not need it does, or else a change that slows the subgraphs
 * around it (through a cache, say) would hide behind the very harm that it does.
 *
 * Where everything or nothing is unchanged there is nothing to hold against each other, and no control.
 */
export function noiseControl(
  planned: readonly Contribution[],
  launches: readonly Launch[],
  weights: CallWeights,
  cell: { readonly logRatios: readonly number[]; readonly decision: Decision; readonly rule: SequentialRule },
): NoiseControl {
  const unchanged = planned.filter((contribution) => contribution.unchanged);
  const control = weightsOfCalls(weights, {
    baseCalls: unchanged.flatMap(({ baseCalls }) => baseCalls),
    headCalls: unchanged.flatMap(({ headCalls }) => headCalls),
  });
  if (isEmpty(control.base) || isEmpty(control.head) || unchanged.length === planned.length) return absent;
  const controlRatios = logRatiosOf(launches, control);
  if (controlRatios === null) return absent;

  const { rule, logRatios, decision } = cell;
  const movement = decideSequentially(controlRatios, { ...rule, tolerance: rule.tolerance + rule.resolution }, true);
  if (movement.effect === null || (movement.state !== "regression" && movement.state !== "improvement")) return calm;
  const corrected = logRatios.map((value, launch) => value - (controlRatios[launch] ?? Number.NaN));
  return {
    state: "moved",
    effect: movement.effect,
    holds: decideSequentially(corrected, rule, true).state === decision,
  };
}

/** Null where a launch has no clean pair of the control's small calls: that says nothing of the cell. */
function logRatiosOf(launches: readonly Launch[], weights: CallWeights): readonly number[] | null {
  try {
    return launches.map((launch) => launchEffect(weightedLaunch(launch, weights)).logRatio);
  } catch (error) {
    if (error instanceof StatisticsError) return null;
    throw error;
  }
}
