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

/** The figure that a budget is about, in milliseconds a run: the same while benching and in the verdict. */
export function budgetedMsPerRun(
  { meanNs, p95Ns }: HeadLatency,
  metric: "p95-ms" | "cost-per-million-usd",
  runs: number,
): number {
  switch (metric) {
    case "p95-ms":
      return p95Ns / 1e6 / runs;
    // A cost is proportional to the mean.
    case "cost-per-million-usd":
      return meanNs / 1e6 / runs;
  }
}

/**
 * @param counts how often each call is made in a pass
 * @throws StatisticsError if a duration cannot be used, or there is none
 */
export function headLatency({ instances }: Pick<RawLaunch, "instances">, counts: readonly number[]): HeadLatency {
  const sums = instances.map(({ pairs }) => pairs.map((pair) => passSum(pair.headNs, counts, "head")));
  return { meanNs: mean(sums.flatMap(withoutStalls)), p95Ns: unbiasedQuantile(sums.flat(), 0.95) };
}

/**
 * Linear between order statistics at (n + 1/3) p + 1/3: definition 8 of Hyndman and Fan, "Sample Quantiles in Statistical
 * Packages" (1996), whose median is about the true quantile whatever the distribution. Launches are averaged, so a lean
 * of each launch does not average out: definition 7 lies below the true percentile in few passes, and a rank that is
 * rounded up lies above it. Of fewer than 13 values the largest.
 */
function unbiasedQuantile(values: readonly number[], probability: number): number {
  const sorted = ascending(values);
  const rank = Math.min(values.length, (values.length + 1 / 3) * probability + 1 / 3);
  const below = Math.floor(rank);
  const low = sorted[below - 1] ?? Number.NaN;
  return low + (rank - below) * ((sorted[below] ?? low) - low);
}
