// Every stretch of recorded launches that a cell may be made of, replayed once for a share of the error budget.
import type { SequentialRule } from "../../../src/statistics/index.ts";
import type { Neighbour, VerdictRecord } from "../record.ts";
import { type Compared, groupByCompared } from "./outcome.ts";
import { type ReplayedCell, replayCell } from "./replayed-cell.ts";
import type { Replay } from "./share.ts";
import { timeBlocks } from "./time-blocks.ts";

export type StretchCell = ReplayedCell & Replay;

export interface Stretches {
  readonly compared: Compared;
  /** One for each launch that the stretch may begin with, in time order. */
  readonly cells: readonly StretchCell[];
}

export interface ReplayedPairs {
  readonly stretches: readonly Stretches[];
  /** With the number of launches that were recorded. */
  readonly leftOut: readonly { readonly compared: Compared; readonly launches: number }[];
}

/**
 * A verdict that stopped early holds few launches, so a longer stretch goes on with those of the next verdict on the
 * same pair, and past the last one with the first (the circular block bootstrap of Politis and Romano, 1992). A pair is
 * left out only where one of its stretches took more launches than there are, and so met one twice: a pair that is easy
 * to decide has few launches, and leaving it out for that would leave the hard ones.
 * @param records in time order, of both neighbours
 */
export function replayedStretches(
  records: readonly VerdictRecord[],
  neighbour: Neighbour,
  rule: SequentialRule,
  secondsLimit: number,
): ReplayedPairs {
  const blockOf = timeBlocks(records);
  const stretches: Stretches[] = [];
  const leftOut: { compared: Compared; launches: number }[] = [];
  for (const group of groupByCompared(records.filter((record) => record.neighbour === neighbour)).values()) {
    const compared = group.findLast(({ truePercent }) => truePercent !== null) ?? group[0];
    if (compared === undefined) continue;
    const launches = group.flatMap((record) => record.launches);
    const blocks = group.flatMap((record) => record.launches.map(() => blockOf(record)));
    const cells = launches.map((_, from): StretchCell => {
      const cell = replayCell(launches, from, rule, secondsLimit);
      const block = blocks[from] ?? 0;
      // Of one that goes on with the first launch, up to the last one.
      const last = blocks[Math.min(from + cell.launches, launches.length) - 1] ?? block;
      return { ...cell, block, spannedBlocks: last - block + 1 };
    });
    const isWhole = cells.length > 0 && cells.every((cell) => cell.launches <= launches.length);
    if (isWhole) stretches.push({ compared, cells });
    else leftOut.push({ compared, launches: launches.length });
  }
  return { stretches, leftOut };
}
