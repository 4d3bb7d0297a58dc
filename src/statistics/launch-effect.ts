// The effect that one launch saw: log(head/base), robust against stalls and balanced over creation order.
import { mean, middleHalfMean, trimmedMean } from "./order-statistics.ts";
import { stallBound } from "./outlier-filter.ts";
import { NoiseError, StatisticsError } from "./statistics-error.ts";
import type { InstanceSums, LaunchSums, PairSums } from "./weighted-launch.ts";

export interface LaunchEffect {
  /** log(head/base). */
  readonly logRatio: number;
  /** Pairs measured, the dropped ones included. */
  readonly pairs: number;
  /** Share of the pairs in which base's pass was a stall; a pair is dropped if either side's was. */
  readonly droppedBase: number;
  readonly droppedHead: number;
  /** Mean of each side's passes over the pairs that were kept, in nanoseconds. */
  readonly baseNs: number;
  readonly headNs: number;
}

/** Trim of the duet study. */
const trimmedShare = 0.15;

/**
 * Pairs that an instance must have measured: below three the first quartile is the fastest call itself or its
 * neighbour, and the filter means nothing.
 */
const leastPairs = 3;

/**
 * Per instance: pairs with a stall are dropped, then the 15%-trimmed mean of log(head/base). A couple is the mean of
 * its instances, which have opposite creation order (being created first costs up to 2.5%). The launch is the mean of
 * the middle half of its couples.
 * @throws StatisticsError on unusable data
 */
export function launchEffect(launch: LaunchSums): LaunchEffect {
  const couples = new Map<number, number[]>();
  let pairs = 0;
  let droppedBase = 0;
  let droppedHead = 0;
  let kept = 0;
  let baseNs = 0;
  let headNs = 0;
  for (const instance of launch.instances) {
    const clean = cleanPairs(instance);
    pairs += instance.pairs.length;
    droppedBase += clean.droppedBase;
    droppedHead += clean.droppedHead;
    kept += clean.kept.length;
    const logRatios: number[] = [];
    for (const { base, head } of clean.kept) {
      baseNs += base;
      headNs += head;
      logRatios.push(Math.log(head / base));
    }
    const effects = couples.get(instance.couple) ?? [];
    effects.push(trimmedMean(logRatios, trimmedShare));
    couples.set(instance.couple, effects);
  }
  if (pairs === 0) {
    throw new StatisticsError({
      what: "The launch holds no instance.",
      remedy: "Measure again: the worker ended before its first pass.",
    });
  }
  return {
    logRatio: middleHalfMean([...couples.values()].map(mean)),
    pairs,
    droppedBase: droppedBase / pairs,
    droppedHead: droppedHead / pairs,
    baseNs: baseNs / kept,
    headNs: headNs / kept,
  };
}

/** The pairs of an instance in which neither side stalled, and how many each side spoilt. */
export function cleanPairs(instance: InstanceSums): {
  readonly kept: readonly PairSums[];
  readonly droppedBase: number;
  readonly droppedHead: number;
} {
  const { pairs } = instance;
  if (pairs.length < leastPairs) {
    throw new StatisticsError({
      what: `An instance has ${pairs.length} pairs; at least ${leastPairs} are needed.`,
      remedy: "Raise `gate.limits.seconds-per-cell`, or use smaller inputs.",
    });
  }
  const baseBound = stallBound(pairs.map((pair) => pair.base));
  const headBound = stallBound(pairs.map((pair) => pair.head));
  const kept: PairSums[] = [];
  let droppedBase = 0;
  let droppedHead = 0;
  for (const pair of pairs) {
    if (pair.base > baseBound) droppedBase += 1;
    if (pair.head > headBound) droppedHead += 1;
    if (pair.base <= baseBound && pair.head <= headBound) kept.push(pair);
  }
  if (kept.length === 0) {
    throw new NoiseError({
      what: `In each of ${pairs.length} pairs of passes one side was held up: it took over 1.5 times its first quartile.`,
      remedy: "The machine is too busy to measure on; free it and measure again.",
    });
  }
  return { kept, droppedBase, droppedHead };
}
