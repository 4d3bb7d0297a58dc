// How the gate's error probability is shared among the cells, before anything is measured.

/**
 * One-sided probability that the whole gate calls anything slower (and, apart, anything faster) that is not. Half a
 * percent: a team with 200 pull requests a month sees about one false alarm in it at the worst.
 */
export const gateErrorProbability = 0.005;

/**
 * Below this a t interval over a few launches is too wide to decide anything. From 51 cells on the gate's probability
 * is therefore this times the cells: 1% at 100 cells.
 */
export const smallestErrorProbability = 0.0001;

/**
 * Bonferroni's even split: the union of the cells' errors stays within the sum of their shares, however the cells
 * depend on each other. (C. E. Bonferroni, Teoria statistica delle classi e calcolo delle probabilità, 1936.)
 */
export function errorProbabilityPerCell(comparedCells: number): number {
  return Math.max(gateErrorProbability / Math.max(comparedCells, 1), smallestErrorProbability);
}
