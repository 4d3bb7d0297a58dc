// The real world as the pipeline is given it: the process, its environment, chance, time, and somebody to tell.
import { randomInt } from "node:crypto";
import type { ExportProgress } from "./export/index.ts";
import { exportLine } from "./progress-line.ts";
import { ensureRuntime } from "./runtime/index.ts";

/** What every stage may ask of the world outside. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly processId: number;
  readonly random: () => number;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly onExport: (progress: ExportProgress) => void;
  readonly onBench: (line: string) => void;
  readonly onWarning: (warning: string) => void;
}

export interface Listener {
  readonly signal: AbortSignal;
  /** Progress, a line at a time. */
  readonly say: (line: string) => void;
  readonly warn: (warning: string) => void;
}

/** @param withRuntime whether something will be measured here, for which the engine's runtime is fetched if missing */
export async function makeSurroundings({ signal, say, warn }: Listener, withRuntime: boolean): Promise<Surroundings> {
  const environment = process.env;
  const runtime = withRuntime ? await ensureRuntime({ environment, onProgress: say, signal }) : {};
  return {
    environment: { ...environment, ...runtime },
    processId: process.pid,
    random: () => randomInt(2 ** 32) / 2 ** 32,
    now: () => new Date(),
    signal,
    onExport: (progress) => say(exportLine(progress)),
    onBench: say,
    onWarning: warn,
  };
}
