// The effect that one launch saw on tail latency: log of the ratio of the 95th percentiles, stalls included.
import { quantile } from "./order-statistics.ts";
import type { LaunchSums } from "./weighted-launch.ts";

export interface TailEffect {
  /** log(p95 of head / p95 of base). */
  readonly logRatio: number;
  /** 95th percentile of each side's passes, in nanoseconds. */
  readonly baseP95Ns: number;
  readonly headP95Ns: number;
}

/**
 * Passes of a side in a launch below which its 95th percentile is the slowest pass or its neighbour: with 60, three
 * are above it.
 */
export const leastPassesForTail = 60;

/**
 * Over all passes of the launch, none left out: what the estimator of the mean filters as a stall is what a tail is
 * made of.
 * @returns null if the launch has too few passes for a tail
 */
export function tailEffect({ instances }: LaunchSums): TailEffect | null {
  const base: number[] = [];
  const head: number[] = [];
  for (const { pairs } of instances) {
    for (const pair of pairs) {
      base.push(pair.base);
      head.push(pair.head);
    }
  }
  if (base.length < leastPassesForTail) return null;
  const [baseP95Ns, headP95Ns] = [quantile(base, 0.95), quantile(head, 0.95)];
  return { logRatio: Math.log(headP95Ns / baseP95Ns), baseP95Ns, headP95Ns };
}
