// A counted share with bounds that hold for the exact method and for resampled blocks alike.
import { blockBootstrap } from "./block-bootstrap.ts";
import { clopperPearson } from "./clopper-pearson.ts";
import type { Share } from "./figures.ts";
import { type InBlock, wholeBlocks } from "./time-blocks.ts";

/** How trials depend on each other. */
export interface Dependence {
  /** So many trials that have nothing in common would say as much: their effective number. */
  readonly effective: number;
  /** From the first to the last block that a trial took its launches from. */
  readonly spannedBlocks: number;
}

/** Every trial is a verdict of its own, within one block. @returns null without a trial */
export function countedShare<Trial extends InBlock>(
  trials: readonly Trial[],
  isHit: (trial: Trial) => boolean,
): Share | null {
  return dependentShare(trials, isHit, { effective: trials.length, spannedBlocks: 1 });
}

/** A replay begins with a launch, and shares most of its launches with the replay that begins with the next. */
export interface Replay extends InBlock {
  readonly launches: number;
  readonly spannedBlocks: number;
}

/** @param replays one for every launch that a replay may begin with */
export function replayedShare<Of extends Replay>(replays: readonly Of[], isHit: (replay: Of) => boolean): Share | null {
  const launches = replays.reduce((sum, replay) => sum + replay.launches, 0) / replays.length;
  return dependentShare(replays, isHit, {
    effective: Math.max(1, replays.length / launches),
    spannedBlocks: meanSpan(replays),
  });
}

export function meanSpan(trials: readonly { readonly spannedBlocks: number }[]): number {
  return trials.reduce((sum, { spannedBlocks }) => sum + spannedBlocks, 0) / trials.length;
}

/**
 * Verdicts of the same minutes are alike, which the exact bounds do not know; and where nothing or everything was hit,
 * resampling sees no scatter at all, which the exact bounds do know. So the lower of the lower ends and the upper of the
 * upper ones count.
 * @returns null without a trial
 */
export function dependentShare<Trial extends InBlock>(
  trials: readonly Trial[],
  isHit: (trial: Trial) => boolean,
  { effective, spannedBlocks }: Dependence,
): Share | null {
  if (trials.length === 0) return null;
  const parts = trials.map((trial) => ({ block: trial.block, sum: Number(isHit(trial)), weight: 1 }));
  const hits = parts.reduce((total, { sum }) => total + sum, 0);
  const share = hits / trials.length;
  const exact = clopperPearson(share * effective, effective);
  const blocks = wholeBlocks(parts);
  const length = Math.ceil(spannedBlocks);
  const seesScatter = hits > 0 && hits < trials.length && blocks.length > length;
  const resampled = seesScatter ? blockBootstrap(blocks, length) : exact;
  return {
    hits,
    trials: trials.length,
    effective,
    share,
    lower: Math.min(exact.lower, resampled.lower, share),
    upper: Math.max(exact.upper, resampled.upper, share),
    bounds: seesScatter ? "exact and resampled" : "exact alone",
  };
}
