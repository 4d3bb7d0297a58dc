// Turns the raw durations of a launch into weighted sums: one number a pass, as the case makes its calls.
import { StatisticsError } from "./statistics-error.ts";

/** Weighted sums of one pass of each side, in nanoseconds. */
export interface PairSums {
  readonly base: number;
  readonly head: number;
}
export interface InstanceSums {
  readonly couple: number;
  readonly pairs: readonly PairSums[];
}
export interface LaunchSums {
  readonly instances: readonly InstanceSums[];
}

/** The part of a measured launch that the statistics read; one duration a distinct call. */
export interface RawLaunch {
  readonly instances: readonly {
    readonly couple: number;
    readonly pairs: readonly { readonly baseNs: readonly number[] | null; readonly headNs: readonly number[] }[];
  }[];
}

/** How often the case makes each call, side by side with the durations; a zero leaves a call out. */
export interface CallWeights {
  readonly base: readonly number[];
  readonly head: readonly number[];
}

/** @throws StatisticsError if a pass lacks a side or a call, or has one too many */
export function weightedLaunch(launch: RawLaunch, weights: CallWeights): LaunchSums {
  return {
    instances: launch.instances.map(({ couple, pairs }) => ({
      couple,
      pairs: pairs.map(({ baseNs, headNs }) => ({
        base: passSum(baseNs, weights.base, "base"),
        head: passSum(headNs, weights.head, "head"),
      })),
    })),
  };
}

/** One pass: the sum over its calls of duration times count. */
export function passSum(durations: readonly number[] | null, weights: readonly number[], side: string): number {
  if (durations === null || durations.length !== weights.length) {
    throw new StatisticsError({
      what: `A pass of ${side} has ${durations?.length ?? 0} durations where ${weights.length} calls were planned.`,
      remedy: "Measure again: these measurements do not fit the plan.",
    });
  }
  let sum = 0;
  for (let call = 0; call < durations.length; call += 1) {
    sum += (durations[call] ?? Number.NaN) * (weights[call] ?? Number.NaN);
  }
  return sum;
}
