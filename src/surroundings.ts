// The real world as the pipeline is given it: the process, its environment, chance, and somebody to tell.
import { randomInt } from "node:crypto";
import type { Surroundings } from "./pipeline.ts";
import { exportLine } from "./progress-line.ts";
import { ensureRuntime } from "./runtime/index.ts";

export interface Listener {
  readonly signal: AbortSignal;
  /** Progress, a line at a time. */
  readonly say: (line: string) => void;
  readonly warn: (warning: string) => void;
}

/** @param withRuntime whether something will be measured, for which the engine's runtime is fetched where it is missing */
export async function makeSurroundings({ signal, say, warn }: Listener, withRuntime: boolean): Promise<Surroundings> {
  const environment = process.env;
  const runtime = withRuntime ? await ensureRuntime({ environment, onProgress: say, signal }) : {};
  return {
    environment: { ...environment, ...runtime },
    processId: process.pid,
    random: () => randomInt(2 ** 32) / 2 ** 32,
    signal,
    onExport: (progress) => say(exportLine(progress)),
    onBench: say,
    onWarning: warn,
  };
}
