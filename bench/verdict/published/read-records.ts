// Reads recorded verdicts: the folder of a proof, which may be growing, or a file of JSON lines, gzipped or not.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readDocument } from "../../../src/document/index.ts";
import { names } from "../proof-names.ts";
import { recordFormat, type VerdictRecord } from "../record.ts";

/** What follows the last line's end is being written, and left out. */
export function recordsInFolder(folder: string): VerdictRecord[] {
  const path = join(folder, names.records);
  const text = readFileSync(path, "utf8");
  return parseLines(text.slice(0, text.lastIndexOf("\n") + 1), path);
}

export function recordsInFile(path: string): VerdictRecord[] {
  const bytes = readFileSync(path);
  return parseLines((path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8"), path);
}

function parseLines(text: string, path: string): VerdictRecord[] {
  return text
    .split("\n")
    .map((line, index) => ({ line, where: `${path}, line ${index + 1}` }))
    .filter(({ line }) => line.trim() !== "")
    .map(({ line, where }) => readDocument(recordFormat, line, where));
}
