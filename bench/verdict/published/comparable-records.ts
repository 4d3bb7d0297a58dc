// Which records are published: those of one rule on one machine, in time order.
import { PacegateError } from "../../../src/pacegate-error.ts";
import type { VerdictRecord } from "../record.ts";

export class PublicationError extends PacegateError {}

export interface ComparableRecords {
  /** In time order; one at least. */
  readonly records: readonly [VerdictRecord, ...VerdictRecord[]];
  readonly leftOut: number;
}

/**
 * @param rule null: that of the latest record
 * @throws PublicationError where nothing is left
 */
export function comparableRecords(all: readonly VerdictRecord[], rule: string | null): ComparableRecords {
  const ofRule = all.filter((record) => rule === null || record.rule.startsWith(rule));
  const ordered = ofRule.toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
  const latest = ordered.at(-1);
  const [first, ...others] = ordered.filter((record) => latest !== undefined && isLike(record, latest));
  if (first === undefined) {
    throw new PublicationError({
      what: `Of ${all.length} records none is of ${rule === null ? "any rule" : `the rule ${rule}`}.`,
      remedy: "Measure first: `npm run bench:verdict`.",
    });
  }
  return { records: [first, ...others], leftOut: all.length - 1 - others.length };
}

function isLike(a: VerdictRecord, b: VerdictRecord): boolean {
  const [mine, other] = [a.machine, b.machine];
  return (
    a.rule === b.rule &&
    mine.processor === other.processor &&
    mine.cores === other.cores &&
    mine.memoryBytes === other.memoryBytes &&
    mine.runtime === other.runtime
  );
}
