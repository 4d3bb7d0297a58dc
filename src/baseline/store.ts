// What every baseline store can do, wherever it keeps its records; and the few git operations that a branch store needs.
import type { BaselineRecord } from "./record.ts";
import type { RecordName } from "./record-path.ts";

export interface StoredRecord {
  /** Path in the store: `records/2026/11/<time>-<kind>-<commit>-<run>-<attempt>.json`. */
  readonly path: string;
  readonly record: BaselineRecord;
}

/** A file among the records that is none: shown, never touched. */
export interface SkippedFile {
  readonly path: string;
  readonly why: string;
}

export interface Records {
  /** Oldest first, by `recordedAt`, then path. */
  readonly records: readonly StoredRecord[];
  readonly skipped: readonly SkippedFile[];
}

export interface BaselineStore {
  /**
   * Adds one record under a path of its own; nothing that is there is ever changed. The very same record is there once,
   * however often it is added: a writer that did not hear the answer may ask again. @returns its path
   */
  append(record: BaselineRecord, files?: ExtraFiles): Promise<string>;
  /** All records by name, oldest first. */
  list(): Promise<readonly RecordName[]>;
  /** What is wanted by its name; else the newest of each kind, so many that reading stays cheap. */
  read(wanted?: (name: RecordName) => boolean): Promise<Records>;
  /** Removes the named records in one step. @returns how many there were */
  remove(paths: readonly string[]): Promise<number>;
}

/** Files made anew at each append from what `read()` tells, such as the trend page: path -> text. */
export type ExtraFiles = (records: Records) => ReadonlyMap<string, string>;

/** Git through an API: objects are made first, then the branch moves, if nobody moved it meanwhile. */
export interface GitData {
  /** Tip of the branch, or null where there is no such branch. */
  readBranch(branch: string): Promise<string | null>;
  /** All files of a commit. */
  listFiles(commit: string): Promise<readonly { readonly path: string; readonly sha: string; readonly size: number }[]>;
  readFile(sha: string): Promise<Uint8Array>;
  /** A commit on top of `parent` (null: an orphan) with files added, changed (text) or removed (null). */
  makeCommit(change: {
    readonly parent: string | null;
    readonly files: ReadonlyMap<string, string | null>;
    readonly message: string;
  }): Promise<string>;
  /** Makes the branch where `from` is null, else moves it; `lost`: somebody was quicker. */
  moveBranch(branch: string, from: string | null, to: string): Promise<"moved" | "lost">;
}
