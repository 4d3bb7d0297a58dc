// The gate's documents as an artifact of its run: what the comment has no room for, and what to look at again.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { uploadArtifact } from "../github/index.ts";
import type { ResultsFolder } from "../results/index.ts";
import { warn } from "./job.ts";
import type { RunContext } from "./run-context.ts";

const retentionDays = 30;

/** @returns its address; undefined where it could not be kept, which the verdict does not depend on */
export async function keepResults(run: RunContext, { directory }: ResultsFolder): Promise<string | undefined> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(directory, name));
    const name = `pacegate-results-${run.runId}-${run.attempt}`;
    const { id } = await uploadArtifact(name, directory, files, retentionDays);
    return id === null ? undefined : `${run.runUrl}/artifacts/${id}`;
  } catch (error) {
    warn(`The results are not kept as an artifact: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
