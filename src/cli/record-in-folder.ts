// What a gate on this machine found, added to the records in the project's folder.
import { basename, join, resolve } from "node:path";
import { openFolderStore, recordOfVerdict } from "../baseline/index.ts";
import type { Bundle } from "../bundle/index.ts";
import type { Verdict } from "../compare/verdict.ts";

/** In the project's folder. */
export const baselineFolder = join(".pacegate", "baseline");

/** @returns where it is; null where the verdict is of no commit */
export async function recordInFolder(
  directory: string,
  verdict: Verdict,
  head: Pick<Bundle, "digest" | "directory">,
  now: Date,
): Promise<string | null> {
  const { commit } = verdict.head;
  if (commit === null) return null;
  const record = recordOfVerdict(verdict, commit, {
    kind: "merge",
    recordedAt: now.toISOString(),
    tag: null,
    run: null,
    bundle: { digest: head.digest, place: "folder", key: basename(head.directory) },
    acceptances: [],
  });
  const folder = resolve(directory, baselineFolder);
  return join(folder, await openFolderStore(folder).append(record));
}
