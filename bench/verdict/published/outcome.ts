// What a rule said of one pair of models, whichever rule it was.
import type { VerdictRecord } from "../record.ts";
import { type InBlock, timeBlocks } from "./time-blocks.ts";

/** What was compared, and beside whom. */
export type Compared = Pick<
  VerdictRecord,
  "graph" | "variant" | "addedPercent" | "truePercent" | "neighbour" | "threads"
>;

/** Its block is that of its first launch. */
export interface Outcome extends InBlock {
  readonly compared: Compared;
  readonly called: "slower" | "faster" | "unchanged" | "undecided" | "error";
  readonly seconds: number;
}

/**
 * Two records with the same key compared the same models in the same surroundings, save eight subgraphs, of which now
 * the one and now the other is slowed.
 */
export function comparedKey({ graph, variant, addedPercent, neighbour, threads }: Compared): string {
  return JSON.stringify([graph, variant, addedPercent, neighbour, threads]);
}

export function isSame({ variant }: Pick<Compared, "variant">): boolean {
  return variant !== "slower";
}

/** In time order within each, if the items are. */
export function groupByCompared<Item extends Compared>(items: readonly Item[]): ReadonlyMap<string, readonly Item[]> {
  return Map.groupBy(items, comparedKey);
}

/** @param records in time order, of both neighbours */
export function liveOutcomes(records: readonly VerdictRecord[]): Outcome[] {
  const blockOf = timeBlocks(records);
  return records.map((record) => ({
    compared: record,
    called: called(record.decision),
    seconds: record.seconds,
    block: blockOf(record),
  }));
}

export function called(decision: VerdictRecord["decision"]): Outcome["called"] {
  switch (decision) {
    case "regression":
      return "slower";
    case "improvement":
      return "faster";
    case "unchanged":
      return "unchanged";
    case "inconclusive":
      return "undecided";
    case "error":
      return "error";
  }
}
