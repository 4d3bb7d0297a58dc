// What the export stage hands on: both sides' bundles, and the worktrees in which their Python can be run again.
import type { Bundle } from "../bundle/index.ts";
import type { Config } from "../config/index.ts";

/** Where a side's Python can be run again. */
export interface PythonProject {
  /** The project's folder in the worktree; gone when the pair is disposed. */
  readonly root: string;
  readonly python: string;
  /** Scrubbed of secrets. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder that holds Pacegate's Python package. */
  readonly pythonPath: string;
  readonly models: ReadonlyMap<string, { readonly entry: string; readonly inputs: string }>;
}

/** One side as later stages need it. */
export interface ExportedSide {
  readonly commit: string;
  readonly bundle: Bundle;
  /** As the commit has it, for comparison; `ExportedPair.judging` decides. */
  readonly config: Config;
  readonly project: PythonProject;
}

export interface ExportedPair extends AsyncDisposable {
  /** Null: there is no base commit. */
  readonly baseCommit: string | null;
  /** Null: there is no base commit, or it has no configuration. */
  readonly base: ExportedSide | null;
  readonly head: ExportedSide;
  /** Whose thresholds, prices and inputs decide. */
  readonly judging: Config;
  /** Both sides' Python runs with the same packages, whatever their lock files say: base's may be gone by now. */
  readonly oneEnvironment: boolean;
}
