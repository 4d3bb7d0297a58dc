// Where one side's Python function lives, and how its worker process is started.
import { delimiter } from "node:path";
import type { WorkerCommand } from "./worker-process.ts";

export interface LocalPythonSource {
  /** The worktree (or the project's folder in it) that entries are relative to. */
  readonly root: string;
  readonly python: string;
  /** Scrubbed of secrets by whoever made the worktree: this runs the user's code. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder that holds Pacegate's Python package. */
  readonly pythonPath: string;
  readonly models: ReadonlyMap<string, { readonly entry: string; readonly inputs: string }>;
}

/**
 * Python draws the seed of its hashes anew in each process, and with it where every name lies in its dictionary. Both
 * sides of a launch get the same one, the next launch another: identical sides of 16 µs then differ by 0.9% from launch
 * to launch instead of 1.9%, and no side is lucky with one seed for ever.
 * @param hashSeed a whole number below 2^32
 */
export function localPythonCommand(source: LocalPythonSource, hashSeed: number): WorkerCommand {
  const inherited = source.environment.PYTHONPATH;
  const path = inherited ? `${source.pythonPath}${delimiter}${inherited}` : source.pythonPath;
  return {
    command: source.python,
    args: ["-m", "pacegate.local_python_worker"],
    environment: { PYTHONHASHSEED: String(hashSeed), ...source.environment, PYTHONPATH: path },
    cwd: source.root,
  };
}
