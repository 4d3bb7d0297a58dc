// A counted share with the wider of its exact and its block-bootstrap bounds.
import { blockBootstrap, blockLength } from "./block-bootstrap.ts";
import { type Bounds, clopperPearson } from "./clopper-pearson.ts";
import type { Share } from "./figures.ts";

/**
 * Verdicts that follow each other see the same minutes of the machine, which the exact bounds do not know; and where
 * nothing or everything was hit, resampling sees no scatter at all, which the exact bounds do know. So the wider counts.
 * @param hits in time order
 * @returns null without a trial
 */
export function countedShare(hits: readonly boolean[]): Share | null {
  if (hits.length === 0) return null;
  return bounded(hits, hits.length, blockLength(hits.length));
}

/**
 * Of replays that share launches: `hits` has one entry for every launch that a replay may begin with, in time order.
 * @param launchesPerReplay on average; so many starts later a replay shares no launch with the one before
 * @param longestReplay launches; a block holds at least as many starts
 */
export function replayedShare(
  hits: readonly boolean[],
  launchesPerReplay: number,
  longestReplay: number,
): Share | null {
  if (hits.length === 0) return null;
  const apart = Math.max(1, hits.length / launchesPerReplay);
  return bounded(hits, apart, Math.max(longestReplay, blockLength(hits.length)));
}

function bounded(hits: readonly boolean[], effectiveTrials: number, length: number): Share {
  const count = hits.filter(Boolean).length;
  const share = count / hits.length;
  const exact = clopperPearson(share * effectiveTrials, effectiveTrials);
  const blocks = blockBootstrap(
    hits.map((hit) => ({ sum: Number(hit), weight: 1 })),
    length,
  );
  const byBlocks = width(blocks) > width(exact);
  const { lower, upper } = byBlocks ? blocks : exact;
  return {
    hits: count,
    trials: hits.length,
    share,
    lower: Math.min(lower, share),
    upper: Math.max(upper, share),
    bounds: byBlocks ? "block bootstrap" : "Clopper-Pearson",
  };
}

function width({ lower, upper }: Bounds): number {
  return upper - lower;
}
