// The quiet and the busy blocks of minutes in which verdicts were made: what is resampled whole.
import type { VerdictRecord } from "../record.ts";
import type { Part } from "./block-bootstrap.ts";

/** Whatever was made within one block saw the same minutes of the machine. */
export interface InBlock {
  readonly block: number;
}

/** Verdicts of one block follow each other at once; in a longer pause something was calibrated, or nothing ran. */
const longestPauseMs = 30_000;

/**
 * Blocks are numbered in time order, quiet and busy ones apart. A new one begins with another neighbour or after a pause.
 * @param records in time order, of both neighbours
 */
export function timeBlocks(records: readonly VerdictRecord[]): (record: VerdictRecord) => number {
  const blocks = new Map<VerdictRecord, number>();
  const latest = { quiet: -1, busy: -1 };
  let before: VerdictRecord | null = null;
  for (const record of records) {
    if (before === null || record.neighbour !== before.neighbour || pauseMs(before, record) > longestPauseMs) {
      latest[record.neighbour] += 1;
    }
    blocks.set(record, latest[record.neighbour]);
    before = record;
  }
  return (record) => {
    const block = blocks.get(record);
    if (block === undefined) throw new RangeError(`the verdict of ${record.startedAt} is in no block`);
    return block;
  };
}

function pauseMs(before: VerdictRecord, after: VerdictRecord): number {
  return Date.parse(after.startedAt) - Date.parse(before.startedAt) - before.seconds * 1000;
}

/** In time order, whatever the order of the parts. */
export function wholeBlocks(parts: readonly (Part & InBlock)[]): Part[] {
  const blocks = [...Map.groupBy(parts, ({ block }) => block)].toSorted(([a], [b]) => a - b);
  return blocks.map(([, ofBlock]) => ({
    sum: ofBlock.reduce((total, { sum }) => total + sum, 0),
    weight: ofBlock.reduce((total, { weight }) => total + weight, 0),
  }));
}
