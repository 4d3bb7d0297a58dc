// Every stretch of recorded launches that a cell may be made of, replayed once for a share of the error budget.
import type { SequentialRule } from "../../../src/statistics/index.ts";
import type { Neighbour, VerdictRecord } from "../record.ts";
import { type Compared, groupByCompared } from "./outcome.ts";
import { type ReplayedCell, replayCell } from "./replayed-cell.ts";

export interface Stretches {
  readonly compared: Compared;
  /** One for each launch that the stretch may begin with, in time order. */
  readonly cells: readonly ReplayedCell[];
}

/**
 * A verdict that stopped early holds few launches, so a longer stretch goes on with those of the next verdict on the
 * same pair, and past the last one with the first (the circular block bootstrap of Politis and Romano, 1992). Pairs with
 * fewer launches than a cell may take are left out: a stretch would meet a launch twice.
 * @param records in time order
 */
export function replayedStretches(
  records: readonly VerdictRecord[],
  neighbour: Neighbour,
  rule: SequentialRule,
  secondsLimit: number,
): Stretches[] {
  const stretches: Stretches[] = [];
  for (const group of groupByCompared(records.filter((record) => record.neighbour === neighbour)).values()) {
    const launches = group.flatMap((record) => record.launches);
    const compared = group.findLast(({ truePercent }) => truePercent !== null) ?? group[0];
    if (compared === undefined || launches.length < rule.maxLaunches) continue;
    stretches.push({ compared, cells: launches.map((_, from) => replayCell(launches, from, rule, secondsLimit)) });
  }
  return stretches;
}
