// How much one launch measures, from a pilot of the pass: couples, pairs an instance, blocks of warm-up, and its time.
import { fewestBlocks } from "./steady-state.ts";

export interface Pilot {
  /** One pass of base and one of head (head alone where there is no base). */
  readonly pairMs: number;
  /** Making all sessions of both sides once. */
  readonly createMs: number;
}

export interface LaunchSizes {
  readonly couples: number;
  readonly pairsPerInstance: number;
  /** Passes of one side in a block of the warm-up, of which there are two at least (`steady-state.ts`). */
  readonly warmupPasses: number;
}

// The sizes of the duet study (docs/protocol.md): about 80 ms of pairs an instance, 8 to 150 pairs, in 8 instances, is
// a launch of 1 to 3 s that leaves 0.3 to 0.7% of noise. More calls add little; sessions made again add much.
const quick = { couples: 4, msOfPairs: 80, fewestPairs: 8, mostPairs: 150 };

// After five passes a graph of 0.1 ms still took 18% longer than later on, after ten 5%, after fifteen 3%; one of 1 ms
// had come to its speed. And a side is steady after three blocks on average. So short passes get blocks of five, which
// cost next to nothing; longer ones get what leaves them no less than the study's five passes (above 10 ms: two).
const warmupBlocks = [
  { upToMs: 1, passes: 5 },
  { upToMs: 10, passes: 3 },
  { upToMs: Number.POSITIVE_INFINITY, passes: 1 },
];

// A pair above 20 ms would make that launch 3 s and more. The effect of what ran before fades with the length of
// the pass (it is a matter of caches that a long pass fills anew by itself), so fewer pairs do, in the two couples that
// hold all four orders. Three pairs are the fewest that the estimator takes.
const slow = {
  pairAboveMs: 20,
  createAboveMs: 1000,
  couples: 2,
  msOfPairs: 500,
  fewestPairs: 3,
  mostPairs: 12,
};

// Above 0.2 s even that is 4 s and more: one couple, its warm-up order drawn anew in each launch. A pair of 0.6 s
// (0.3 s a side) gives a launch of about 6 s.
const verySlow = { pairAboveMs: 200, couples: 1, msOfPairs: 600, fewestPairs: 3, mostPairs: 5 };

const between = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, Math.round(value)));

export function launchSizes(pilot: Pilot): LaunchSizes {
  if (pilot.pairMs > slow.pairAboveMs) {
    const rule = pilot.pairMs > verySlow.pairAboveMs ? verySlow : slow;
    const pairsPerInstance = between(rule.fewestPairs, rule.msOfPairs / pilot.pairMs, rule.mostPairs);
    return { couples: rule.couples, pairsPerInstance, warmupPasses: 1 };
  }
  return {
    couples: pilot.createMs > slow.createAboveMs ? slow.couples : quick.couples,
    pairsPerInstance: between(quick.fewestPairs, quick.msOfPairs / pilot.pairMs, quick.mostPairs),
    warmupPasses: warmupBlocks.find(({ upToMs }) => pilot.pairMs <= upToMs)?.passes ?? 1,
  };
}

/**
 * Time that the instances of a launch take, without the start of the process and the parity check, where every side is
 * steady as soon as it can be.
 */
export function instancesMs(sizes: LaunchSizes, pilot: Pilot): number {
  const passes = fewestBlocks * sizes.warmupPasses + sizes.pairsPerInstance;
  return 2 * sizes.couples * (pilot.createMs + passes * pilot.pairMs);
}
