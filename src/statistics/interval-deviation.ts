// The standard error that an interval of a logarithm was made from.
import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";

/** As if it were normal: too large for an interval of few launches, which errs on the careful side. */
export function deviationOfInterval(interval: {
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
}): number {
  return (interval.upper - interval.lower) / 2 / -normalQuantile((1 - interval.level) / 2, 0, 1);
}
