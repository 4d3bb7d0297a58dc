// Files -> records: what is corrupt, foreign or of another format is told in a sentence, and never stops the others.
import { DocumentError, readDocument } from "../document/index.ts";
import { BaselineError } from "./baseline-error.ts";
import { type BaselineRecord, baselineRecordFormat } from "./record.ts";
import { compareNames, nameRecord, parseRecordPath, type RecordName } from "./record-path.ts";
import type { Records, SkippedFile, StoredRecord } from "./store.ts";

export interface RecordFile {
  readonly path: string;
  /** Null: not fetched, because its name says that it is no record, or because it is too large to be one. */
  readonly bytes: Uint8Array | null;
}

/** A gate of 10,000 cells writes less than 5 MB; what is larger than this was not written by Pacegate. */
export const maxRecordBytes = 16 * 2 ** 20;
const maxReasonLength = 240;

/** @throws BaselineError if it could not be read again, such as for a number that is none */
export function formatRecord(record: BaselineRecord): string {
  const text = `${JSON.stringify(record, null, 1)}\n`;
  const name = nameRecord(record);
  const read = readRecord(name, Buffer.from(text));
  if (typeof read !== "string") return text;
  throw new BaselineError({
    what: `The new record could not be read again: ${read}`,
    where: name.path,
    remedy: "It was not written. This is a mistake in Pacegate: report it with this message.",
  });
}

export function readRecords(files: Iterable<RecordFile>): Records {
  const found: { readonly name: RecordName; readonly stored: StoredRecord }[] = [];
  const skipped: SkippedFile[] = [];
  for (const { path, bytes } of files) {
    const name = parseRecordPath(path);
    if (name === null) {
      skipped.push({ path, why: "Its name is not that of a record." });
      continue;
    }
    const read = readRecord(name, bytes);
    if (typeof read === "string") skipped.push({ path, why: read });
    else found.push({ name, stored: { path, record: read } });
  }
  return {
    records: found.toSorted((a, b) => compareNames(a.name, b.name)).map(({ stored }) => stored),
    skipped: skipped.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** @returns the record, or the sentence that says why it is none */
function readRecord(name: RecordName, bytes: Uint8Array | null): BaselineRecord | string {
  if (bytes === null || bytes.length > maxRecordBytes) return `It is larger than ${maxRecordBytes / 2 ** 20} MiB.`;
  let record: BaselineRecord;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    record = readDocument(baselineRecordFormat, text, name.path);
  } catch (error) {
    return reasonOf(error);
  }
  // A record that was copied or edited by hand would be chosen by what its name says and used as what it is not.
  return nameRecord(record, name.copy).path === name.path ? record : "Its name does not fit what is in it.";
}

/** The text may quote the file: kept to one line of a bearable length. */
function reasonOf(error: unknown): string {
  if (!(error instanceof DocumentError)) return "It is not readable as UTF-8 text with a JSON document in it.";
  const line = error.what.replaceAll(/[\s\p{Cc}]+/gu, " ");
  return line.length <= maxReasonLength ? line : `${line.slice(0, maxReasonLength)}…`;
}
