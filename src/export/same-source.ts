// Whether head differs from base in nothing but comments and names: then it is the same work, and need not be exported.
import { execa } from "execa";
import { z } from "zod";
import { changedFiles, type Repository } from "./git.ts";

export interface SourceComparison {
  readonly repository: Repository;
  readonly base: { readonly commit: string; readonly root: string };
  readonly head: { readonly commit: string; readonly root: string };
  readonly python: string;
  readonly pythonPath: string;
  /** Scrubbed of secrets. */
  readonly environment: Readonly<Record<string, string>>;
}

const answerSchema = z.object({ same: z.boolean() });

/**
 * The same normal syntax that the fingerprint of local code compares, for every file of the repo: any change of a file
 * that is not Python, any file added, moved or removed makes it false.
 */
export async function isSameSource(comparison: SourceComparison): Promise<boolean> {
  const { repository, base, head, python, pythonPath, environment } = comparison;
  const changes = await changedFiles(repository, base.commit, head.commit);
  if (changes === undefined || !changes.every(({ status, path }) => status === "M" && path.endsWith(".py")))
    return false;
  const { exitCode, stdout } = await execa(python, ["-m", "pacegate.same_syntax"], {
    input: JSON.stringify([base.root, head.root, ...changes.map(({ path }) => path)]),
    env: { ...environment, PYTHONPATH: pythonPath },
    extendEnv: false,
    reject: false,
  });
  // Whatever goes wrong here, exporting head settles it.
  if (exitCode !== 0) return false;
  try {
    return answerSchema.parse(JSON.parse(stdout)).same;
  } catch {
    return false;
  }
}
