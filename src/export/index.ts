// The export stage: two commits -> two bundles, with the worktrees kept until local python is measured.
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, posix, resolve } from "node:path";
import { type Config, judgingConfig, loadConfig, type Model } from "../config/index.ts";
import { type Commits, chooseCommits, type PullRequest } from "./choose-commits.ts";
import { ExportError } from "./export-error.ts";
import { requestModels, type SideInput } from "./export-side.ts";
import { exportSides } from "./export-sides.ts";
import { noBaseWarning, uncommittedWarning } from "./export-warnings.ts";
import type { ExportedPair, ExportedSide } from "./exported-pair.ts";
import { pythonOfCaller } from "./find-python.ts";
import { hasFile, openRepository } from "./git.ts";
import { loadBaseConfig } from "./load-base-config.ts";
import { lockDigest } from "./lock-digest.ts";
import { movePythonPath } from "./move-python-path.ts";
import { makeProjectFolders } from "./project-folders.ts";
import { digestPythonPackage, findPythonPackage } from "./python-package.ts";
import type { ExporterProgress } from "./run-exporter.ts";
import { scrubEnvironment } from "./scrub-environment.ts";
import { addWorktree, removeLeftovers } from "./worktree.ts";

export type { Commits as FoundCommits, PullRequest } from "./choose-commits.ts";
export { ExportError } from "./export-error.ts";
export type { ExportedPair, ExportedSide, PythonProject } from "./exported-pair.ts";
export type { ExporterProgress } from "./run-exporter.ts";

export type ExportProgress = ExporterProgress & { readonly side: "base" | "head" };

export interface ExportInput {
  /** The project's folder, where `.pacegate/` is kept. */
  readonly directory: string;
  /** Relative to that folder; both commits are asked for it there. */
  readonly configFile: string;
  /** Undefined: where the head left the default branch. Null: no base, the head is exported alone. */
  readonly base?: string | null | undefined;
  /** Undefined: HEAD. */
  readonly head?: string | undefined;
  /** Says what the base is where `base` does not. */
  readonly pullRequest?: PullRequest | undefined;
  /** Told the commits before anything of them is exported. */
  readonly onCommits?: ((commits: Commits) => Promise<void>) | undefined;
  /** Wins over the config's `python:`; a path is the caller's, not the commit's. */
  readonly python: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly pacegateVersion: string;
  readonly processId: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ExportProgress) => void;
  readonly onWarning: (warning: string) => void;
}

interface CheckedOut {
  readonly root: string;
  readonly config: Config;
}

function localThreads(config: Config): number {
  const local = config.targets.find((target) => target.place.kind === "local");
  return local?.threads ?? availableParallelism();
}

/**
 * Exports head, and base where there is one, from worktrees of their commits.
 * @throws ExportError, ConfigError or BundleError; worktrees are removed and no half bundle stays
 */
export async function exportModels(input: ExportInput): Promise<ExportedPair> {
  const project = resolve(input.directory);
  const repository = await openRepository(project);
  const commits =
    input.base === null
      ? { base: null, head: (await chooseCommits(repository, { base: input.head ?? "HEAD", head: input.head })).head }
      : await chooseCommits(repository, { base: input.base, head: input.head, pullRequest: input.pullRequest });
  const uncommitted = input.head === undefined ? await uncommittedWarning(repository) : null;
  if (uncommitted !== null) input.onWarning(uncommitted);
  const configFile = posix.join(repository.prefix, input.configFile);
  if (!(await hasFile(repository, commits.head, configFile))) {
    throw new ExportError({
      what: existsSync(join(project, input.configFile))
        ? `${configFile} is not committed at ${commits.head.slice(0, 12)}.`
        : `There is no ${configFile} at ${commits.head.slice(0, 12)}.`,
      where: repository.root,
      remedy: "Write one (see the README) and commit it, or name another with --config.",
    });
  }
  const baseCommit =
    commits.base !== null && (await hasFile(repository, commits.base, configFile)) ? commits.base : null;
  if (input.base !== null && baseCommit === null) input.onWarning(noBaseWarning(commits, configFile));

  const folders = await makeProjectFolders(project);
  await input.onCommits?.({ base: baseCommit, head: commits.head });
  await removeLeftovers(repository, [folders.worktrees, folders.temporary]);
  await using stack = new AsyncDisposableStack();
  const checkOut = async (side: "base" | "head", commit: string): Promise<CheckedOut> => {
    input.signal.throwIfAborted();
    const directory = join(folders.worktrees, `${input.processId}-${side}-${commit.slice(0, 12)}`);
    stack.use(await addWorktree(repository, commit, directory));
    const path = join(directory, configFile);
    // The base's file is named as git names it, head's as the author sees it.
    const config =
      side === "base"
        ? await loadBaseConfig(path, `${commit.slice(0, 12)}:${configFile}`)
        : await loadConfig(path, configFile);
    return { root: directory, config };
  };
  const head = await checkOut("head", commits.head);
  const base = baseCommit === null ? null : await checkOut("base", baseCommit);
  const judging = judgingConfig(base?.config ?? null, head.config);

  const controller = new AbortController();
  const signal = AbortSignal.any([input.signal, controller.signal]);
  const scrubbed = scrubEnvironment(input.environment);
  const pythonPath = findPythonPackage();
  const exporterDigest = await digestPythonPackage(pythonPath);
  const prepare = async (
    side: "base" | "head",
    commit: string,
    { root, config }: CheckedOut,
    models: readonly Model[],
  ): Promise<SideInput> => {
    const directory = join(root, repository.prefix);
    return {
      side,
      commit,
      directory,
      prefix: repository.prefix,
      repository: root,
      config,
      models: requestModels(models, config.path),
      lockDigest: await lockDigest([...new Set([root, directory])]),
      threads: localThreads(judging),
      givenPython: input.python === null ? null : pythonOfCaller(input.python, project),
      checkout: project,
      environment: movePythonPath(scrubbed.variables, repository.root, root),
      withheld: scrubbed.withheld,
      pythonPath,
      exporterDigest,
      pacegateVersion: input.pacegateVersion,
      folders,
      processId: input.processId,
      signal,
      onProgress: (progress) => input.onProgress({ side, ...progress }),
    };
  };
  const headInput = await prepare("head", commits.head, head, judging.models);
  const baseInput =
    base === null || baseCommit === null ? null : await prepare("base", baseCommit, base, base.config.models);
  const sides = baseInput === null ? [headInput] : [baseInput, headInput];
  const exported = await exportSides(sides, repository, controller);

  const finish = (side: SideInput): ExportedSide => {
    const result = exported[sides.indexOf(side)];
    if (result === undefined) throw new Error(`The ${side.side} side was not exported.`);
    const { commit, config, directory, environment } = side;
    const models = new Map(side.models.map(({ name, entry, inputs }) => [name, { entry, inputs }]));
    const project = { root: directory, python: result.python, environment, pythonPath, models };
    return { commit, config, project, bundle: result.bundle };
  };
  const kept = stack.move();
  return {
    baseCommit: commits.base,
    base: baseInput === null ? null : finish(baseInput),
    head: finish(headInput),
    judging,
    oneEnvironment: new Set(exported.map(({ python }) => python)).size === 1,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
