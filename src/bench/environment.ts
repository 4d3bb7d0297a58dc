// The machine as it is while a cell is measured: what two measurements must share to be comparable.
import { arch, availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import type { Environment } from "./measurements.ts";

export const machineThreads = (): number => availableParallelism();

export const loadNow = (): number => loadavg()[0] ?? 0;

export function describeEnvironment(runtime: string, threads: number, loadBefore: number): Environment {
  const processors = cpus();
  return {
    // Some virtual and ARM machines do not name their processor.
    processor: processors[0]?.model.trim() || `unknown ${arch()}`,
    cores: Math.max(1, processors.length),
    memoryBytes: totalmem(),
    system: `${type()} ${release()} ${arch()}`,
    runtime,
    threads,
    loadBefore,
    loadAfter: loadNow(),
  };
}
