// The share of others' replays, some of which have recorded launches in common.
import type { VerdictRecord } from "../record.ts";
import type { Share } from "./figures.ts";
import type { OthersOutcome } from "./replay-others.ts";
import { dependentShare, meanSpan } from "./share.ts";

/**
 * As exact as so many replays are of which no two use the same verdict; runs of blocks that are resampled are as long as
 * what a replay reaches across.
 * @param outcomes in time order
 */
export function othersShare(
  outcomes: readonly OthersOutcome[],
  isHit: (outcome: OthersOutcome) => boolean,
): Share | null {
  return dependentShare(outcomes, isHit, { effective: disjoint(outcomes), spannedBlocks: meanSpan(outcomes) });
}

function disjoint(outcomes: readonly OthersOutcome[]): number {
  const used = new Set<VerdictRecord>();
  let count = 0;
  for (const { uses } of outcomes) {
    if (uses.some((verdict) => used.has(verdict))) continue;
    for (const verdict of uses) used.add(verdict);
    count += 1;
  }
  return count;
}
