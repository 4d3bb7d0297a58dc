// The baseline stage: append-only records of what was found on the default branch, at night and for releases.
export { BaselineError } from "./baseline-error.ts";
export { type BranchStoreOptions, defaultBaselineBranch, openBranchStore } from "./branch-store.ts";
export { openFolderStore } from "./folder-store.ts";
export { localGit } from "./local-git.ts";
export { type Keep, prunableRecords } from "./prune.ts";
export { type BaselineRecord, baselineRecordFormat, type RecordedCell } from "./record.ts";
export type { RecordName } from "./record-path.ts";
export type { BaselineStore, ExtraFiles, GitData, Records, SkippedFile, StoredRecord } from "./store.ts";
export { type RecordFacts, recordOfVerdict } from "./verdict-record.ts";
