// What a user is told before an export: changes that are left out, and why there is nothing to compare with.
import type { Commits } from "./choose-commits.ts";
import { type Repository, uncommittedFiles } from "./git.ts";

const maxNamed = 3;

/** Null where everything is committed. */
export async function uncommittedWarning(repository: Repository): Promise<string | null> {
  const files = await uncommittedFiles(repository);
  if (files.length === 0) return null;
  const what = files.length === 1 ? "1 changed file is" : `${files.length} changed files are`;
  const more = files.length > maxNamed ? ` and ${files.length - maxNamed} more` : "";
  return `${what} not committed and not measured: ${files.slice(0, maxNamed).join(", ")}${more}.`;
}

/** For a base that was looked for and cannot be exported: in the report everything is then new. */
export function noBaseWarning({ base, head }: Commits, configFile: string): string {
  const why =
    base === null ? `${head.slice(0, 12)} is the first commit` : `the base, ${base.slice(0, 12)}, has no ${configFile}`;
  return `There is nothing to compare with: ${why}. Head is measured alone.`;
}
