// How the gate's error probability is shared among the tests that it makes, before anything is measured.

/**
 * One-sided probability that the whole gate calls anything slower (and, apart, anything faster) that is not. Half a
 * percent: a team with 200 pull requests a month sees about one false alarm in it at the worst.
 */
export const gateErrorProbability = 0.005;

/**
 * The tail's part of a cell's share. Its tolerance is looser and its slowdowns are larger, so it needs less; and what
 * it gets is taken from the test of the mean, which most regressions are found by.
 */
const tailPart = 0.2;

/** One-sided error probabilities of one cell. */
export interface ErrorShares {
  readonly latency: number;
  /** Null where the tail is not judged: its part is then latency's. */
  readonly tail: number | null;
}

/**
 * Bonferroni's even split over the cells that are compared: the union of all errors stays within the sum of their
 * shares, however the cells depend on each other. (C. E. Bonferroni, Teoria statistica delle classi e calcolo delle
 * probabilità, 1936.)
 */
export function errorShares(comparedCells: number, tailIsJudged: boolean): ErrorShares {
  const cell = gateErrorProbability / Math.max(comparedCells, 1);
  return tailIsJudged ? { latency: cell * (1 - tailPart), tail: cell * tailPart } : { latency: cell, tail: null };
}
