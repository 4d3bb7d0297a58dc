// Exact bounds of a share that was counted: Clopper and Pearson, Biometrika 26 (1934).
import betaQuantile from "@stdlib/stats-base-dists-beta-quantile";

export interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/** All bounds that are published hold this share of the time or more, both ends together. */
export const boundsLevel = 0.95;

/**
 * Both numbers may be fractions: where trials depend on each other, their effective number takes their place (Korn and
 * Graubard, "Confidence intervals for proportions with small expected number of positive counts estimated from survey
 * data", Survey Methodology 24, 1998).
 */
export function clopperPearson(hits: number, trials: number): Bounds {
  const tail = (1 - boundsLevel) / 2;
  const misses = trials - hits;
  return {
    lower: hits === 0 ? 0 : betaQuantile(tail, hits, misses + 1),
    upper: misses === 0 ? 1 : betaQuantile(1 - tail, hits + 1, misses),
  };
}
