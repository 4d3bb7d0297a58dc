// The records that a reader without wishes gets, and the one file of the branch that holds copies of them.
import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { z } from "zod";
import { defineDocument, readDocument } from "../document/index.ts";
import { compareNames, type RecordName } from "./record-path.ts";

export interface SizedName {
  readonly name: RecordName;
  readonly size: number;
}

/** Nights of three months; as many merges. */
const newestOfKind = 100;
/** The file of copies is written anew again and again: the branch must not swell. */
const maxBytes = 4 * 2 ** 20;

/** The newest of each kind, oldest first; always at least the newest one. */
export function recentRecords<Named extends SizedName>(records: readonly Named[]): Named[] {
  const counts = new Map<RecordName["kind"], number>();
  const recent: Named[] = [];
  let bytes = 0;
  for (const record of records.toSorted((a, b) => compareNames(b.name, a.name))) {
    const newer = counts.get(record.name.kind) ?? 0;
    counts.set(record.name.kind, newer + 1);
    if (newer >= newestOfKind) continue;
    if (bytes + record.size > maxBytes && recent.length > 0) continue;
    bytes += record.size;
    recent.push(record);
  }
  return recent.toReversed();
}

export const copiesFile = "recent-records.json";
const copiesFormat = defineDocument("recent-records", 1, { texts: z.array(z.string()) });

/** What git calls a file's contents; GitHub's repositories use SHA-1. */
export function blobSha(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

/** What is no UTF-8 would not come back byte for byte: it gets no copy. */
export function formatCopies(files: readonly Uint8Array[]): string {
  const texts = files.filter((bytes) => isUtf8(bytes)).map((bytes) => Buffer.from(bytes).toString("utf8"));
  return `${JSON.stringify({ schema: copiesFormat.tag, texts }, null, 1)}\n`;
}

/** The copies by the digest of what they hold, so that none can stand for another file; null: not a file of ours. */
export function readCopies(bytes: Uint8Array): Map<string, Uint8Array> | null {
  try {
    const { texts } = readDocument(copiesFormat, Buffer.from(bytes).toString("utf8"), copiesFile);
    return new Map(texts.map((text) => Buffer.from(text, "utf8")).map((copy) => [blobSha(copy), copy]));
  } catch {
    return null;
  }
}
