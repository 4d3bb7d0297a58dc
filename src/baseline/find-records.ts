// Questions to the records that were read: of a commit, of the last release, and what came since.
import type { BaselineRecord } from "./record.ts";
import type { RecordName } from "./record-path.ts";
import type { StoredRecord } from "./store.ts";

/** For a store's `read`: only what may be of this commit. */
export function mayBeOf(commit: string): (name: RecordName) => boolean {
  return (name) => commit.startsWith(name.commit);
}

/** The newest record of a commit, of any kind unless one is named; null: there is none. */
export function recordOf(
  records: readonly StoredRecord[],
  commit: string,
  kind: BaselineRecord["kind"] | null = null,
): StoredRecord | null {
  return records.findLast(({ record }) => record.commit === commit && (kind === null || record.kind === kind)) ?? null;
}

/** The release that was recorded last; null: there is none yet. */
export function lastRelease(records: readonly StoredRecord[]): StoredRecord | null {
  return records.findLast(({ record }) => record.kind === "release") ?? null;
}

/** The nights that were measured against this anchor, oldest first. */
export function nightsAgainst(records: readonly StoredRecord[], anchor: string): StoredRecord[] {
  return records.filter(({ record }) => record.kind === "night" && record.base === anchor);
}

/**
 * The merges that were recorded after a commit was, oldest first; null: there is no record of that commit. Gates may
 * finish out of order, so what the commit is known to stand on is left out.
 */
export function mergesSince(records: readonly StoredRecord[], commit: string): StoredRecord[] | null {
  const start = records.findIndex(({ record }) => record.commit === commit);
  if (start < 0) return null;
  const baseOf = new Map<string, string | null>();
  for (const { record } of records) if (record.kind === "merge") baseOf.set(record.commit, record.base);
  const older = new Set<string>();
  for (let at: string | null = commit; at !== null && !older.has(at); at = baseOf.get(at) ?? null) older.add(at);
  return records.slice(start + 1).filter(({ record }) => record.kind === "merge" && !older.has(record.commit));
}
