// The exact two-sided Mann-Whitney U test as asv makes it: ties are broken in the least significant way.
import ranks from "@stdlib/stats-ranks";

/** asv computes the exact distribution up to here and the normal approximation beyond; the replay stays within it. */
export const mostForExact = 20;

/**
 * H. B. Mann and D. R. Whitney, Annals of Mathematical Statistics 18 (1947); conservative ties as in asv's
 * `mann_whitney_u` (asv/_stats.py).
 */
export function mannWhitneyProbability(x: readonly number[], y: readonly number[]): number {
  const product = x.length * y.length;
  const half = Math.floor(product / 2);
  const below = pairsWon(x, y, "min");
  // Were all ties wins of x.
  let above = pairsWon(x, y, "max");
  if (below <= half && above >= half) above = half;
  const extreme = Math.max(Math.min(below, product - below), Math.min(above, product - above));
  const orderings = orderingsByU(x.length, y.length);
  const total = sum(orderings);
  const lowerTail = sum(orderings.slice(0, extreme + 1)) / total;
  const upperTail = sum(orderings.slice(Math.max(half, product - extreme - 1) + 1)) / total;
  return lowerTail + upperTail;
}

/** The smallest probability that so many values can give: with every x above every y, on one side. */
export function leastProbability(x: number, y: number): number {
  return 1 / sum(orderingsByU(x, y));
}

/** Pairs in which x is larger: the rank among all, less the rank among x. */
function pairsWon(x: readonly number[], y: readonly number[], method: "min" | "max"): number {
  const amongAll = ranks([...x, ...y], { method });
  const amongX = ranks([...x], { method });
  return sum(amongAll.slice(0, x.length)) - sum(amongX);
}

/** How many of the orderings of m and n values have U = 0, 1, …, m n: the recurrence of Mann and Whitney. */
function orderingsByU(m: number, n: number): number[] {
  let previous: number[][] = Array.from({ length: n + 1 }, () => [1]);
  for (let first = 1; first <= m; first += 1) {
    const current: number[][] = [[1]];
    for (let second = 1; second <= n; second += 1) {
      const withoutY = current[second - 1] ?? [];
      const withoutX = previous[second] ?? [];
      current.push(
        Array.from({ length: first * second + 1 }, (_, u) => (withoutY[u] ?? 0) + (withoutX[u - second] ?? 0)),
      );
    }
    previous = current;
  }
  return previous[n] ?? [1];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
