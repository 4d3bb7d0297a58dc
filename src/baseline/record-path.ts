// The path of a record: it tells when, what and of which commit, so that a reader chooses before it reads.
import type { BaselineRecord } from "./record.ts";

export interface RecordName {
  /** `records/2026/11/20261125T190202123Z-merge-0123456789ab-4711-1.json`. */
  readonly path: string;
  /** With milliseconds, in UTC. */
  readonly recordedAt: string;
  readonly kind: BaselineRecord["kind"];
  /** First twelve digits. */
  readonly commit: string;
  /** Null: recorded on a laptop. */
  readonly run: { readonly id: number; readonly attempt: number } | null;
  /** 1, or more where another record had the same name already. */
  readonly copy: number;
}

export const recordsFolder = "records/";
const commitDigits = 12;
const pattern =
  /^records\/\d{4}\/\d{2}\/(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z-(merge|night|release)-([0-9a-f]{12})-(?:local|(\d+)-(\d+))(?:-copy(\d+))?\.json$/;

function pathOf({ recordedAt, kind, commit, run, copy }: Omit<RecordName, "path">): string {
  const [year, month] = recordedAt.split("-");
  const time = recordedAt.replaceAll(/[-:.]/g, "");
  const origin = run === null ? "local" : `${run.id}-${run.attempt}`;
  const suffix = copy === 1 ? "" : `-copy${copy}`;
  return `${recordsFolder}${year}/${month}/${time}-${kind}-${commit}-${origin}${suffix}.json`;
}

export function nameRecord(record: BaselineRecord, copy = 1): RecordName {
  const parts = {
    recordedAt: new Date(record.recordedAt).toISOString(),
    kind: record.kind,
    commit: record.commit.slice(0, commitDigits),
    run: record.run === null ? null : { id: record.run.id, attempt: record.run.attempt },
    copy,
  };
  return { path: pathOf(parts), ...parts };
}

/** @returns null where the path is not one that `nameRecord` makes */
export function parseRecordPath(path: string): RecordName | null {
  const match = pattern.exec(path);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, millisecond, kind, commit = "", id, attempt, copy = "1"] = match;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`);
  if (Number.isNaN(time.getTime())) return null;
  const parts = {
    recordedAt: time.toISOString(),
    kind: kind as RecordName["kind"],
    commit,
    run: id === undefined || attempt === undefined ? null : { id: Number(id), attempt: Number(attempt) },
    copy: Number(copy),
  };
  // Also refuses 31 February, leading zeros, numbers beyond 2^53 and a folder of another month.
  return pathOf(parts) === path ? { path, ...parts } : null;
}

/** Oldest first, then by path. */
export function compareNames(a: RecordName, b: RecordName): number {
  if (a.recordedAt !== b.recordedAt) return a.recordedAt < b.recordedAt ? -1 : 1;
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

/** Names of the records among some paths, oldest first. */
export function recordNamesAmong(paths: Iterable<string>): RecordName[] {
  const names: RecordName[] = [];
  for (const path of paths) {
    const name = parseRecordPath(path);
    if (name !== null) names.push(name);
  }
  return names.toSorted(compareNames);
}
