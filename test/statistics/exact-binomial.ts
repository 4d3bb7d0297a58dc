// Exact binomial tails: how surprising a count of successes is, without an approximation.

/** P(X <= count) for X ~ Binomial(trials, probability), summed in logarithms. */
export function binomialAtMost(count: number, trials: number, probability: number): number {
  let logTerm = trials * Math.log1p(-probability);
  let sum = 0;
  for (let k = 0; k <= count; k += 1) {
    sum += Math.exp(logTerm);
    logTerm += Math.log((trials - k) / (k + 1)) + Math.log(probability / (1 - probability));
  }
  return Math.min(1, sum);
}

/** P(X >= count). */
export function binomialAtLeast(count: number, trials: number, probability: number): number {
  return binomialAtMost(trials - count, trials, 1 - probability);
}
