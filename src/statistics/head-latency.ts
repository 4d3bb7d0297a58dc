// What one launch says of head alone: its mean latency without stalls, and its 95th percentile with them.
import { ascending, mean } from "./order-statistics.ts";
import { withoutStalls } from "./outlier-filter.ts";
import { passSum, type RawLaunch } from "./weighted-launch.ts";

/** Nanoseconds of a pass. */
export interface HeadLatency {
  /** Head's own stalls left out. */
  readonly meanNs: number;
  /** Of all passes. */
  readonly p95Ns: number;
}

/**
 * @param counts how often each call is made in a pass
 * @throws StatisticsError if a duration cannot be used, or there is none
 */
export function headLatency({ instances }: Pick<RawLaunch, "instances">, counts: readonly number[]): HeadLatency {
  const sums = instances.map(({ pairs }) => pairs.map((pair) => passSum(pair.headNs, counts, "head")));
  return { meanNs: mean(sums.flatMap(withoutStalls)), p95Ns: upperQuantile(sums.flat(), 0.95) };
}

/**
 * The smallest value below which the expected share of further ones is at least this much: of n values the one of rank
 * (n + 1) p, rounded up (W. Weibull, "A Statistical Theory of the Strength of Materials", 1939), and of fewer than 19 the
 * largest. A launch of a slow model has a dozen passes, and interpolated quantiles of so few are too low.
 */
function upperQuantile(values: readonly number[], probability: number): number {
  const rank = Math.min(values.length, Math.ceil((values.length + 1) * probability));
  return ascending(values)[rank - 1] ?? Number.NaN;
}
