// Milliseconds and dollars of one side, from the passes in which neither side stalled.
import type { Launch } from "../bench/measurements.ts";
import { costPerMillion, type Price } from "../cost/index.ts";
import { type LaunchEffect, median, passSum, withoutStalls } from "../statistics/index.ts";
import { nsToMsPerRun, type SideWork } from "./cell-work.ts";
import type { SideFigures } from "./verdict.ts";

export interface Billing {
  readonly price: Price | null;
  readonly batchSize: number | null;
}

export function figures(msPerRun: number, { price, batchSize }: Billing): SideFigures {
  if (price === null) return { msPerRun, usdPerMillionCalls: null, usdPerMillionItems: null };
  return { msPerRun, ...costPerMillion({ msPerRun, pricePerHourUsd: price.pricePerHourUsd, batchSize }) };
}

/**
 * Milliseconds a run of both sides. Their level is the median over launches of the mean over a launch's clean pairs;
 * what lies between them is the effect, which was measured pair by pair and far better than either level.
 * @param logRatio log(head/base) of the pass sums
 */
export function bothSidesMs(
  effects: readonly LaunchEffect[],
  work: { readonly base: SideWork; readonly head: SideWork },
  logRatio: number,
): { readonly base: number; readonly head: number } {
  const levelNs = (side: "baseNs" | "headNs") => median(effects.map((effect) => effect[side]));
  const middleNs = Math.sqrt(levelNs("baseNs") * levelNs("headNs"));
  return {
    base: nsToMsPerRun(middleNs * Math.exp(-logRatio / 2), work.base),
    head: nsToMsPerRun(middleNs * Math.exp(logRatio / 2), work.head),
  };
}

/** Head alone: the same, with head's own stalls left out. */
export function aloneMsPerRun(
  launches: readonly Launch[],
  work: SideWork,
): { readonly msPerRun: number; readonly pairs: number; readonly droppedShare: number } {
  let pairs = 0;
  let kept = 0;
  const means = launches.map((launch) =>
    mean(
      launch.instances.flatMap((instance) => {
        const sums = instance.pairs.map((pair) => passSum(pair.headNs, work.counts, "head"));
        const clean = withoutStalls(sums);
        pairs += sums.length;
        kept += clean.length;
        return clean;
      }),
    ),
  );
  return { msPerRun: nsToMsPerRun(median(means), work), pairs, droppedShare: (pairs - kept) / pairs };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
