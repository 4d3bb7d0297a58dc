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
  const { mean: centre, error } = standardError(values);
  // The quantile of the lower tail, since 1 - tail loses digits where the tail is small.
  const halfWidth = -tQuantile(tail, values.length - 1) * error;
  return { mean: centre, lower: centre - halfWidth, upper: centre + halfWidth };
}

/** Of the mean of independent values; needs two or more. */
export function standardError(values: readonly number[]): { readonly mean: number; readonly error: number } {
  const centre = mean(values);
  const variance = (mean(values.map((value) => (value - centre) ** 2)) * values.length) / (values.length - 1);
  return { mean: centre, error: Math.sqrt(variance / values.length) };
}
