// Whether head stalls so much oftener than base that leaving stalls out hides a slowdown.
import binomialCdf from "@stdlib/stats-base-dists-binomial-cdf";

/** Below this difference of the shares a tail is the business of a p95 budget. */
const leastDifference = 0.1;
const surprising = 0.001;

/**
 * An exact sign test (Conover, "Practical Nonparametric Statistics", 3.4): were both sides alike, each stall would be
 * head's or base's with equal chance.
 */
export function headStallsMore(pairs: number, stallsBase: number, stallsHead: number): boolean {
  if ((stallsHead - stallsBase) / pairs <= leastDifference) return false;
  return binomialCdf(stallsBase, stallsBase + stallsHead, 0.5) < surprising;
}
