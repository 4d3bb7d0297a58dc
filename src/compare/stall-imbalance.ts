// Whether head stalls so much oftener than base that leaving stalls out hides a slowdown.

/** Below this difference of the shares a tail is the business of a p95 budget. */
const leastDifference = 0.1;
const surprising = 0.001;

/**
 * An exact sign test (Conover, "Practical Nonparametric Statistics", 3.4): were both sides alike, each stall would be
 * head's or base's with equal chance.
 */
export function headStallsMore(pairs: number, stallsBase: number, stallsHead: number): boolean {
  if ((stallsHead - stallsBase) / pairs <= leastDifference) return false;
  return chanceOfAtMost(stallsBase, stallsBase + stallsHead) < surprising;
}

/** P(X <= count) for X ~ Binomial(trials, 1/2). */
function chanceOfAtMost(count: number, trials: number): number {
  let logTerm = -trials * Math.LN2;
  let sum = 0;
  for (let k = 0; k <= count; k += 1) {
    sum += Math.exp(logTerm);
    logTerm += Math.log((trials - k) / (k + 1));
  }
  return sum;
}
