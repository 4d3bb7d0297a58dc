// Finds ONNX Runtime, or installs the pinned version into a cache: the action's bundle cannot carry its 288 MB.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { PacegateError } from "../pacegate-error.ts";

export class RuntimeError extends PacegateError {}

export interface RuntimeSearch {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
  /** Folder with the pinned `package.json` and `package-lock.json`. */
  readonly pinned?: string;
  /** Where resolution begins; the worker lies in the same folder. */
  readonly from?: string;
}

const variable = "PACEGATE_ONNXRUNTIME_NODE";
const packageName = "onnxruntime-node";

function canResolve(from: string): boolean {
  try {
    createRequire(from).resolve(packageName);
    return true;
  } catch {
    return false;
  }
}

/** Looks upwards: this file runs from `src/runtime/` and, bundled, from `dist/`. */
function findPinned(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "runtime", "package-lock.json"))) return join(folder, "runtime");
    if (dirname(folder) === folder) break;
  }
  throw new RuntimeError({
    what: `${packageName} is not installed, and the pinned list to install it from is missing.`,
    where: start,
    remedy: "Install Pacegate again: the folder runtime/ belongs to it.",
  });
}

/** The npm that came with this Node, else the one on the path. */
function npmCommand(): string {
  const beside = join(dirname(process.execPath), "npm");
  return existsSync(beside) ? beside : "npm";
}

/**
 * @returns what to add to the workers' environment: nothing where the runtime lies beside Pacegate
 * @throws RuntimeError where it is missing and cannot be installed
 */
export async function ensureRuntime(search: RuntimeSearch): Promise<Readonly<Record<string, string>>> {
  const given = search.environment[variable];
  if (given) {
    if (canResolve(join(given, "package.json"))) return {};
    throw new RuntimeError({
      what: `${variable} names a folder without ${packageName}.`,
      where: given,
      remedy: `Unset it, or name the folder whose node_modules holds ${packageName}.`,
    });
  }
  if (canResolve(search.from ?? import.meta.url)) return {};
  const pinned = search.pinned ?? findPinned(import.meta.dirname);
  const lock = await readFile(join(pinned, "package-lock.json"));
  const cache =
    search.environment.RUNNER_TOOL_CACHE ?? join(search.environment.XDG_CACHE_HOME ?? join(homedir(), ".cache"));
  const digest = createHash("sha256").update(lock).digest("hex").slice(0, 16);
  const folder = join(cache, "pacegate", `${packageName}-${digest}-${process.platform}-${process.arch}`);
  if (!canResolve(join(folder, "package.json"))) await install(search, pinned, folder);
  return { [variable]: folder };
}

/** Into a folder of its own, then renamed: another job on the same machine may do the same at the same moment. */
async function install(
  { environment, onProgress, signal }: RuntimeSearch,
  pinned: string,
  folder: string,
): Promise<void> {
  onProgress(`Installing ${packageName} into ${folder}, once for this machine`);
  const temporary = `${folder}.${process.pid}.part`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  try {
    for (const name of ["package.json", "package-lock.json"]) await copyFile(join(pinned, name), join(temporary, name));
    // npm checks every package against the lock's digests; its install script would download CUDA and is not run.
    const result = await execa(npmCommand(), ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"], {
      cwd: temporary,
      env: { ...environment, NODE_OPTIONS: "" },
      extendEnv: false,
      reject: false,
      stdin: "ignore",
      cancelSignal: signal,
    });
    signal.throwIfAborted();
    if (result.exitCode !== 0 || !canResolve(join(temporary, "package.json"))) {
      throw new RuntimeError({
        what: `${packageName} could not be installed: ${result.stderr?.trim().split("\n").slice(-5).join("\n") || result.message}`,
        where: folder,
        remedy: `Give the machine access to an npm registry, or install ${packageName} yourself and name its folder in ${variable}.`,
      });
    }
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder).catch((error: unknown) => {
      // Another job was first: its copy came from the same lock.
      if (!canResolve(join(folder, "package.json"))) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
