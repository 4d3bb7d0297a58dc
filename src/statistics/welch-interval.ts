// Interval for the difference of two means whose values may scatter differently.
import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { mean } from "./order-statistics.ts";
import type { LogInterval } from "./t-interval.ts";

/**
 * Welch, "The Generalization of 'Student's' Problem When Several Different Population Variances Are Involved" (1947).
 * `tail` is the error probability on each side; both need two values or more.
 */
export function welchInterval(before: readonly number[], after: readonly number[], tail: number): LogInterval {
  const [from, to] = [meanWithError(before), meanWithError(after)];
  const difference = to.mean - from.mean;
  const squaredError = from.squaredError + to.squaredError;
  // Values without any scatter on both sides have no degrees of freedom and need none.
  if (squaredError === 0) return { mean: difference, lower: difference, upper: difference };
  const freedom =
    squaredError ** 2 / (from.squaredError ** 2 / (before.length - 1) + to.squaredError ** 2 / (after.length - 1));
  const halfWidth = -tQuantile(tail, freedom) * Math.sqrt(squaredError);
  return { mean: difference, lower: difference - halfWidth, upper: difference + halfWidth };
}

function meanWithError(values: readonly number[]): { readonly mean: number; readonly squaredError: number } {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return { mean: centre, squaredError: squares / (values.length - 1) / values.length };
}
