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

export function localPythonCommand(source: LocalPythonSource): WorkerCommand {
  const inherited = source.environment.PYTHONPATH;
  const path = inherited ? `${source.pythonPath}${delimiter}${inherited}` : source.pythonPath;
  return {
    command: source.python,
    args: ["-m", "pacegate.local_python_worker"],
    environment: { ...source.environment, PYTHONPATH: path },
    cwd: source.root,
  };
}
