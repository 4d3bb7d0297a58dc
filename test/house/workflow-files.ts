// The workflow files that this repository has and hands out, parsed.
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";

const root = resolve(import.meta.dirname, "../..");

export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
export interface Job {
  readonly if?: string;
  readonly uses?: string;
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly steps?: readonly Step[];
}
export interface Workflow {
  readonly on: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly jobs: Readonly<Record<string, Job>>;
}

export const workflowPaths: readonly string[] = [
  ".github/workflows/*.yml",
  "examples/workflows/*.yml",
  "examples/*/.github/workflows/*.yml",
]
  .flatMap((pattern) => globSync(pattern, { cwd: root }))
  .toSorted();

export function readRootFile(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

export function readWorkflow(path: string): Workflow {
  return parse(readRootFile(path));
}
