// A median with an interval from order statistics: ranks by the normal approximation of the binomial, no law of noise assumed.
import { median } from "../src/statistics/index.ts";

export interface MedianInterval {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/** 95%. */
export function medianInterval(values: readonly number[]): MedianInterval {
  const sorted = values.toSorted((a, b) => a - b);
  const reach = 0.98 * Math.sqrt(sorted.length);
  const at = (rank: number) => sorted[Math.min(Math.max(rank, 0), sorted.length - 1)] ?? Number.NaN;
  return {
    median: median(sorted),
    lower: at(Math.floor(sorted.length / 2 - reach)),
    upper: at(Math.ceil(sorted.length / 2 + reach) - 1),
  };
}
