// How a graph worker is started: this Node, its entry file, and an environment with nothing worth stealing.
import { fileURLToPath } from "node:url";
import { runtimeFolderVariable } from "./runtime-folder.ts";
import type { WorkerCommand } from "./worker-process.ts";

/** A worker parses models that a pull request made: it sees what a runtime needs, and no token. */
const passedOn = [
  "PATH",
  "HOME",
  "TMPDIR",
  "TEMP",
  "TMP",
  "SystemRoot",
  "LANG",
  "LD_LIBRARY_PATH",
  "DYLD_LIBRARY_PATH",
];

/** From source it is `worker.ts` beside this file; in the bundle `worker.js` beside the bundled file. */
function workerEntry(): string {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return fileURLToPath(new URL(`./worker.${extension}`, import.meta.url));
}

/** @param nodeOptions such as `--max-old-space-size=512` */
export function workerCommand(
  environment: Readonly<Record<string, string | undefined>>,
  nodeOptions: readonly string[] = [],
): WorkerCommand {
  const kept: Record<string, string> = {};
  for (const name of [...passedOn, runtimeFolderVariable]) {
    const value = environment[name];
    if (value !== undefined) kept[name] = value;
  }
  return { command: process.execPath, args: ["--expose-gc", ...nodeOptions, workerEntry()], environment: kept };
}
