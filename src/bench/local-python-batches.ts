// How many passes of local python one request asks for, how many requests a launch holds, and the pairs they make.
import type { Pair, Side } from "./measurements.ts";

export interface BatchSizes {
  /** Passes that one request asks of one side. */
  readonly passes: number;
  /** Of these, the first ones, which do not count. */
  readonly thrownAway: number;
  /** Requests to each side. */
  readonly batches: number;
}

// A process that was asked wakes up cold: of passes that take 15 µs the first takes 40, the second 21. Launches of 400
// single passes of identical sides differed by 4 to 10%, launches of 50 batches without their first pass by 1 to 2%,
// which is what separates one process from the next: more batches do not lower it.
const shortPassMs = 2;
const msOfBatch = 4;
const fewestPassesOfBatch = 3;
const mostPassesOfBatch = 64;
const thrownAway = 1;

// A launch costs two process starts of seconds each, so it holds more pairs than an instance of the graph duet:
// about half a second of them for each case, enough that the starts do not dominate, and few enough to stay in minutes.
const msOfPairs = 500;
const fewestBatches = 6;
const mostSinglePairs = 400;
/** About what a launch of a short graph weighs in the file of measurements. */
const mostBatchedPairs = 3000;

/**
 * @param passMs the fastest pass of the faster side
 * @param requestMs what a request costs beside its passes
 */
export function batchSizes(passMs: number, requestMs: number): BatchSizes {
  const isShort = passMs < shortPassMs;
  const wanted = isShort ? Math.round(msOfBatch / passMs) : 1;
  const passes = isShort ? Math.min(mostPassesOfBatch, Math.max(fewestPassesOfBatch, wanted)) : 1;
  const away = isShort ? thrownAway : 0;
  const most = isShort ? Math.floor(mostBatchedPairs / (passes - away)) : mostSinglePairs;
  const inTime = Math.round(msOfPairs / (2 * (requestMs + passes * passMs)));
  return { passes, thrownAway: away, batches: Math.min(most, Math.max(fewestBatches, inTime)) };
}

/** The n-th pass of one batch stands beside the n-th of the other, both in the same time since they woke up. */
export function batchPairs(
  first: Side,
  batches: { readonly base: readonly number[] | null; readonly head: readonly number[] },
  { thrownAway: away }: BatchSizes,
): Pair[] {
  const { base, head } = batches;
  return head.slice(away).map((headNs, index) => ({
    first,
    baseNs: base === null ? null : [atLeastOne(base[away + index])],
    headNs: [atLeastOne(headNs)],
  }));
}

// A clock's tick is no duration: a pass that seems to take none took less than one nanosecond of its resolution.
function atLeastOne(ns: number | undefined): number {
  if (ns === undefined) throw new RangeError("one batch is shorter than the other");
  return Math.max(1, ns);
}
