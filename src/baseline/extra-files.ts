// Files beside the records that are made anew at each append; they can never take the place of a record.
import { BaselineError } from "./baseline-error.ts";
import { copiesFile } from "./recent-records.ts";
import type { ExtraFiles, Records } from "./store.ts";

export const readmeFile = "README.md";
const pattern = /^\w[\w-]*\.\w+$/;

export function makeExtraFiles(extra: ExtraFiles, records: Records): ReadonlyMap<string, string> {
  const files = extra(records);
  for (const path of files.keys()) {
    if (pattern.test(path) && path !== readmeFile && path !== copiesFile) continue;
    throw new BaselineError({
      what: `A file beside the records cannot be called ${JSON.stringify(path)}.`,
      remedy: "Give it a plain name such as trend.html: folders and the store's own files are not written to.",
    });
  }
  return files;
}
