// Which of many findings to show, so that only a stated share of those shown is expected to be noise.
import tCdf from "@stdlib/stats-base-dists-t-cdf";
import { StatisticsError } from "./statistics-error.ts";
import { standardError } from "./t-interval.ts";

/**
 * Two-sided probability of a mean as far from zero as this one, were there no effect: Student's t test.
 * @throws StatisticsError on fewer than two values
 */
export function probabilityOfNoEffect(logRatios: readonly number[]): number {
  if (logRatios.length < 2) {
    throw new StatisticsError({
      what: `A test needs two launches or more and has ${logRatios.length}.`,
      remedy: "Measure again; launches are missing.",
    });
  }
  const { mean, error } = standardError(logRatios);
  // Launches that agree to the last bit scatter not at all: any effect of theirs is one.
  if (error === 0) return mean === 0 ? 1 : 0;
  return 2 * tCdf(-Math.abs(mean / error), logRatios.length - 1);
}

/**
 * Benjamini and Hochberg, "Controlling the False Discovery Rate: A Practical and Powerful Approach to Multiple
 * Testing", JRSS B 57 (1995): the step-up procedure.
 * @param rate expected share of false findings among those that are kept
 * @returns for each probability, whether it is kept
 */
export function discoveries(probabilities: readonly number[], rate: number): readonly boolean[] {
  const ascending = [...probabilities].sort((a, b) => a - b);
  const kept = ascending.findLastIndex((probability, rank) => probability <= (rate * (rank + 1)) / ascending.length);
  const bound = ascending[kept] ?? Number.NEGATIVE_INFINITY;
  return probabilities.map((probability) => probability <= bound);
}
