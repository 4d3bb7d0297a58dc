// Between which commits slower cells got slower: each pair once, since one commit often slows many cells.
import type { Shift } from "./find-shifts.ts";

export interface RangeEnds {
  readonly lastGood: string;
  readonly firstBad: string;
}

/** What lies between the two, as the repo's history tells. */
export interface CommitRange extends RangeEnds {
  /** After `lastGood`, up to `firstBad`; may be the first part only. */
  readonly commits: readonly { readonly sha: string; readonly subject: string }[];
  /** How many there are in all. */
  readonly total: number;
  /** Page that shows them all. */
  readonly compareUrl: string | null;
}

/** In the order of the shifts, the same commit on both ends included; faster cells need no search. */
export function commitRanges(shifts: readonly Shift[]): readonly RangeEnds[] {
  const slower = shifts.filter(({ kind }) => kind === "slower");
  const ends = slower.map(({ lastGoodCommit, firstBadCommit }) => ({
    lastGood: lastGoodCommit,
    firstBad: firstBadCommit,
  }));
  return [...new Map(ends.map((range) => [rangeKey(range), range])).values()];
}

export function isIn(shift: Shift, range: RangeEnds): boolean {
  return shift.lastGoodCommit === range.lastGood && shift.firstBadCommit === range.firstBad;
}

export function rangeKey({ lastGood, firstBad }: RangeEnds): string {
  return `${lastGood}..${firstBad}`;
}
