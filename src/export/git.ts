// The few questions that export asks git, each with a clear refusal.
import { existsSync } from "node:fs";
import { execa } from "execa";
import { ExportError } from "./export-error.ts";

export interface Repository {
  /** Top folder of the working tree. */
  readonly root: string;
  /** Where the project lies below it: `examples/search/`, or empty. */
  readonly prefix: string;
  readonly shallow: boolean;
}

/** Inside a git hook these would point every command at the hook's own repo. */
const inherited = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"];

/**
 * Runs git without hooks: a checkout for measuring must not start what a developer's checkout starts.
 * @returns trimmed stdout, or undefined where git answered with an error
 */
async function ask(directory: string, args: readonly string[]): Promise<string | undefined> {
  const result = await run(directory, args);
  return result.exitCode === 0 ? result.stdout.trim() : undefined;
}

function run(directory: string, args: readonly string[]) {
  return execa("git", ["-c", "core.hooksPath=/dev/null", "-c", "advice.detachedHead=false", ...args], {
    cwd: directory,
    reject: false,
    stdin: "ignore",
    env: { GIT_TERMINAL_PROMPT: "0", ...Object.fromEntries(inherited.map((name) => [name, undefined])) },
  });
}

/** Runs git and refuses with its own last words. */
export async function git(directory: string, args: readonly string[], remedy: string): Promise<string> {
  const result = await run(directory, args);
  if (result.exitCode === 0) return result.stdout.trim();
  const words = result.stderr?.trim().split("\n").at(-1) || result.message || "no message";
  throw new ExportError({ what: `git ${args[0]} failed: ${words}`, where: directory, remedy });
}

export async function openRepository(directory: string): Promise<Repository> {
  if (!existsSync(directory)) {
    throw new ExportError({
      what: "The folder does not exist.",
      where: directory,
      remedy: "Name the project's folder, in its repository.",
    });
  }
  const answer = await run(directory, ["rev-parse", "--show-toplevel", "--show-prefix", "--is-shallow-repository"]);
  if (answer.exitCode !== 0) {
    const words = answer.stderr?.trim().split("\n").at(-1) ?? "";
    throw new ExportError({
      what: words.includes("dubious ownership")
        ? "git refuses the repository because another user owns it."
        : "Pacegate compares two commits, and this folder is in no git repository.",
      where: directory,
      remedy: words.includes("dubious ownership")
        ? `Run: git config --global --add safe.directory ${directory}`
        : "Run it in the repository; in a workflow, after actions/checkout with `fetch-depth: 0`.",
    });
  }
  const [root = directory, prefix = "", shallow = "false"] = answer.stdout.split("\n");
  return { root, prefix, shallow: shallow === "true" };
}

/** The commit that a revision names, or undefined. */
export function findCommit(repository: Repository, revision: string): Promise<string | undefined> {
  return ask(repository.root, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`]);
}

export function findMergeBase(repository: Repository, one: string, other: string): Promise<string | undefined> {
  return ask(repository.root, ["merge-base", one, other]);
}

export async function hasFile(repository: Repository, commit: string, path: string): Promise<boolean> {
  return (await ask(repository.root, ["cat-file", "-e", `${commit}:${path}`])) !== undefined;
}

/** What differs between two commits: `M` for changed in place, other letters as git has them; undefined if unknown. */
export async function changedFiles(
  repository: Repository,
  from: string,
  to: string,
): Promise<readonly { readonly status: string; readonly path: string }[] | undefined> {
  const args = ["diff-tree", "-r", "-z", "--name-status", "--no-renames", from, to];
  const fields = (await ask(repository.root, args))?.split("\0").slice(0, -1);
  if (fields === undefined || fields.length % 2 !== 0) return undefined;
  return Array.from({ length: fields.length / 2 }, (_, index) => ({
    status: fields[2 * index] ?? "",
    path: fields[2 * index + 1] ?? "",
  }));
}

/** Tracked files that differ from HEAD, quoted by git where a name is not plain; what is not committed is not measured. */
export async function uncommittedFiles(repository: Repository): Promise<readonly string[]> {
  const names = await ask(repository.root, ["diff", "--name-only", "--no-renames", "HEAD"]);
  return names ? names.split("\n") : [];
}

/** The tip of the branch that changes are merged into, as far as the repo tells. */
export async function findDefaultBranch(repository: Repository): Promise<string | undefined> {
  const symbolic = await ask(repository.root, ["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"]);
  const candidates = [
    symbolic,
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/heads/main",
    "refs/heads/master",
  ];
  for (const candidate of candidates) {
    const commit = candidate === undefined ? undefined : await findCommit(repository, candidate);
    if (commit !== undefined) return commit;
  }
  return undefined;
}
