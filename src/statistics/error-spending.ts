// How much of an error probability a sequential rule may spend at each look.

/** The looks that a rule may take: after launch `firstLook`, and after each further one up to `maxLaunches`. */
export interface Looks {
  readonly firstLook: number;
  readonly maxLaunches: number;
}

/**
 * Spent at one look of a budget: the increment of the Pocock-type function `budget * ln(1 + (e - 1) t)`, with t the
 * share of the largest number of launches. Lan and DeMets, "Discrete sequential boundaries for clinical trials",
 * Biometrika 70 (1983). The increments add up to the budget.
 *
 * Lan and DeMets then solve for boundaries that use the correlation of the looks, which needs a known variance. Here a
 * look is a t test at its own increment: by the union bound the error over all looks is at most the budget whatever the
 * correlation is, with the variance estimated. The price is somewhat wider intervals.
 */
export function spentAtLook(budget: number, look: number, looks: Looks): number {
  const from = look <= looks.firstLook ? 0 : spentUpTo(budget, look - 1, looks);
  return spentUpTo(budget, look, looks) - from;
}

function spentUpTo(budget: number, look: number, { maxLaunches }: Looks): number {
  return budget * Math.log1p((Math.E - 1) * Math.min(1, look / maxLaunches));
}
