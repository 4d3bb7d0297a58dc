// Student's t interval for the mean of launch values.
import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { mean } from "./order-statistics.ts";

export interface LogInterval {
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
}

/** `tail` is the error probability on each side; needs two values or more. */
export function tInterval(values: readonly number[], tail: number): LogInterval {
  const centre = mean(values);
  const freedom = values.length - 1;
  const variance = (mean(values.map((value) => (value - centre) ** 2)) * values.length) / freedom;
  // The quantile of the lower tail, since 1 - tail loses digits where the tail is small.
  const halfWidth = -tQuantile(tail, freedom) * Math.sqrt(variance / values.length);
  return { mean: centre, lower: centre - halfWidth, upper: centre + halfWidth };
}
