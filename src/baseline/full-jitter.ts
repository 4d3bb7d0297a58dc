// How long a writer waits after it lost a race, so that many writers do not meet again.

/** About what one try costs on GitHub: three writes that its advice spaces by a second. */
const baseMs = 2_000;
const capMs = 60_000;

/**
 * "Full jitter" of the AWS Architecture Blog, "Exponential Backoff And Jitter" (2015): a uniform draw between nothing
 * and `min(cap, base * 2 ** attempt)`.
 * @param attempt 0 after the first loss
 * @param random uniform in [0, 1)
 */
export function fullJitterMs(attempt: number, random: () => number): number {
  return random() * Math.min(capMs, baseMs * 2 ** attempt);
}
