// How the gate's error probability is shared among the tests that it makes, before anything is measured.

/**
 * One-sided probability that the whole gate calls anything slower (and, apart, anything faster) that is not. Half a
 * percent: a team with 200 pull requests a month sees about one false alarm in it at the worst.
 */
export const gateErrorProbability = 0.005;

/**
 * How a cell's share is divided among its tests. The tail's tolerance is looser and its slowdowns are larger, so it needs
 * less, and so does a budget; what they get is taken from the test of the mean, by which most regressions are found.
 */
const weights = { latency: 4, tail: 1, budget: 1 } as const;

/** What a cell is tested for. */
export interface CellTests {
  /** Its mean latency is compared with base's. */
  readonly latency: boolean;
  readonly tail: boolean;
  readonly budgets: number;
}

/** One-sided error probabilities of one cell; null for a test that it does not have. */
export interface ErrorShares {
  readonly latency: number | null;
  readonly tail: number | null;
  /** Of each budget. */
  readonly budget: number | null;
}

/**
 * Bonferroni's even split over the cells that are tested, and by weight within a cell: the union of all errors stays
 * within the sum of their shares, however the tests depend on each other. (C. E. Bonferroni, Teoria statistica delle
 * classi e calcolo delle probabilità, 1936.)
 */
export function errorShares(testedCells: number, { latency, tail, budgets }: CellTests): ErrorShares {
  const cell = gateErrorProbability / Math.max(testedCells, 1);
  const total = (latency ? weights.latency : 0) + (tail ? weights.tail : 0) + budgets * weights.budget;
  const share = (weight: number) => (cell * weight) / total;
  return {
    latency: latency ? share(weights.latency) : null,
    tail: tail ? share(weights.tail) : null,
    budget: budgets > 0 ? share(weights.budget) : null,
  };
}
