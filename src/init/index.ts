// Writes the workflows and a first configuration into a repository; what is there is left alone.
import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { benchWorkflow } from "./bench-workflow.ts";
import { gateWorkflow } from "./gate-workflow.ts";
import { InitError } from "./init-error.ts";
import type { Initialized, InitializedFile } from "./initialized.ts";
import { starterConfig } from "./starter-config.ts";

export { describeInit } from "./describe-init.ts";
export { InitError } from "./init-error.ts";
export type { Initialized, InitializedFile } from "./initialized.ts";

export interface InitOptions {
  /** The project's folder, in a git repository. */
  readonly directory: string;
  /** Workflows are written again; a configuration never is. */
  readonly force: boolean;
}

/** @throws InitError where the folder is not there, outside a git repository, or where a file cannot be written */
export async function initProject({ directory, force }: InitOptions): Promise<Initialized> {
  const project = resolve(directory);
  await requireFolder(project);
  const root = await findRoot(project);
  const wanted = [
    { path: join(root, ".github", "workflows", "pacegate.yml"), text: gateWorkflow, replace: force },
    { path: join(root, ".github", "workflows", "pacegate-bench.yml"), text: benchWorkflow, replace: force },
    { path: join(project, "pacegate.yml"), text: starterConfig, replace: false },
  ];
  const files: InitializedFile[] = [];
  for (const { path, text, replace } of wanted) {
    files.push({ path: slashes(relative(root, path)), outcome: await write(path, text, replace) });
  }
  return { files, workingDirectory: slashes(relative(root, project)) || "." };
}

async function requireFolder(project: string): Promise<void> {
  if (await exists(project)) return;
  throw new InitError({
    what: "There is no such folder.",
    where: project,
    remedy: "Name the project's folder with --directory, or make it first.",
  });
}

/** Workflows count in the repository's root alone. A worktree or submodule has a file `.git`. */
async function findRoot(project: string): Promise<string> {
  for (let folder = project; ; folder = dirname(folder)) {
    if (await exists(join(folder, ".git"))) return folder;
    if (folder === dirname(folder)) break;
  }
  throw new InitError({
    what: "This folder is in no git repository.",
    where: project,
    remedy: "Run `git init` first, or name the project's folder with --directory.",
  });
}

async function write(path: string, text: string, replace: boolean): Promise<InitializedFile["outcome"]> {
  try {
    await mkdir(dirname(path), { recursive: true });
    // One call that fails where something is there: nobody's file can appear in between.
    await writeFile(path, text, { flag: "wx" });
    return "written";
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw notWritten(path, cause);
  }
  if (!replace) return "kept";
  try {
    await writeFile(path, text);
    return "replaced";
  } catch (cause) {
    throw notWritten(path, cause);
  }
}

function notWritten(path: string, cause: unknown): InitError {
  return new InitError({
    what: `The file cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`,
    where: path,
    remedy: "Make its folder writable, or move what is in its place, and run this again: nothing is written twice.",
    cause,
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function slashes(path: string): string {
  return path.split(sep).join("/");
}
