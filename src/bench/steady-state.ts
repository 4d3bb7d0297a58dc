// When a warm-up may end: the stated test that a side has stopped getting faster, and where one stops waiting for it.

/*
 * The literature looks for steady states after the fact: change points over two thousand iterations (Barrett et al.,
 * "Virtual Machine Warmup Blows Hot and Cold", OOPSLA 2017), or by eye on plots (Kalibera and Jones, "Rigorous
 * Benchmarking in Reasonable Time", ISMM 2013). Both warn that a fixed number of warm-up iterations is a guess, and
 * that some programs never get steady; Traini et al. ("Towards effective assessment of steady state performance in Java
 * software", EMSE 28, 2023) find the same of benchmarks whose authors chose the number. A session here is made anew
 * every tenth of a second, so the test has to do with a dozen passes, while they are run. Rules on the coefficient of
 * variation (Georges et al., OOPSLA 2007) seldom hold where calls switch between a fast and a slow mode up to 1.45 times
 * as long, for tens of milliseconds. Minima do not see the slow mode: a side is steady when the fastest pass of its
 * latest block is no record worth speaking of.
 */

/** A block that is faster than all before by more than this has not stopped setting records. */
export const recordShare = 0.02;

/** The first block's record has to be challenged once. */
export const fewestBlocks = 2;

/**
 * In 3,192 instances of the duet study (0.1 to 7 ms, quiet and beside a busy neighbour, blocks of one to three passes,
 * all long warm) noise alone made it 3 blocks on average and 10 at the worst: who sets records at the twelfth is not
 * steady.
 */
export const mostBlocks = 12;

/**
 * No further block is begun once the passes of a warm-up have taken so long. The third is granted whatever it takes: a
 * first pass after a session was made is a slow one, so that the second breaks its record on every machine.
 */
export const mostNs = 1e9;
const blocksInAnyTime = 3;

/** @param fastestNs the fastest pass of each block of one side, in order */
export function isSteady(fastestNs: readonly number[]): boolean {
  const latest = fastestNs.at(-1);
  if (latest === undefined || fastestNs.length < fewestBlocks) return false;
  return latest >= (1 - recordShare) * Math.min(...fastestNs.slice(0, -1));
}

/**
 * What a warm-up that is over knows of a side. Null: it ended for its time, before the blocks that rule noise out. A side
 * that is warm after a slow first pass, with passes of 0.2 s or more and 2% of noise, sets a record in its third block, by
 * then the last, in nearly one warm-up of four: that tells nothing of it.
 */
export function steadiness(fastestNs: readonly number[]): boolean | null {
  if (isSteady(fastestNs)) return true;
  return fastestNs.length >= mostBlocks ? false : null;
}

/**
 * Both sides get the same number of blocks: whoever has run more finds fuller caches.
 * @param sides the fastest passes of each side's blocks
 * @param spentNs what all passes took together
 */
export function warmUpIsOver(sides: readonly (readonly number[])[], spentNs: number): boolean {
  const blocks = Math.min(...sides.map((fastestNs) => fastestNs.length));
  if (blocks < fewestBlocks) return false;
  if (sides.every(isSteady) || blocks >= mostBlocks) return true;
  return blocks >= blocksInAnyTime && spentNs >= mostNs;
}
