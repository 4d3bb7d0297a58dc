// The machine as it is while a cell is measured: what two measurements must share to be comparable.
import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import { documentDigest } from "../document/document-digest.ts";
import type { Environment } from "./measurements.ts";

export const machineThreads = (): number => availableParallelism();

export const loadNow = (): number => loadavg()[0] ?? 0;

/** Some virtual and ARM machines do not name their processor. */
const processorName = (): string => cpus()[0]?.model.trim() || `unknown ${arch()}`;

const coreCount = (): number => Math.max(1, cpus().length);

/** Drawn anew by the kernel at each start; null where the system has none. */
function bootId(): string | null {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return null;
  }
}

/**
 * A short name of this machine since it was started. Two runners of one kind differ by their boot id, which is hashed,
 * so that the name tells nothing about the machine.
 */
export function machineDigest(): string {
  const machine = { bootId: bootId(), processor: processorName(), cores: coreCount(), memoryBytes: totalmem() };
  return documentDigest(machine).slice(0, 16);
}

export function describeEnvironment(runtime: string, threads: number, loadBefore: number): Environment {
  return {
    processor: processorName(),
    cores: coreCount(),
    memoryBytes: totalmem(),
    system: `${type()} ${release()} ${arch()}`,
    runtime,
    threads,
    loadBefore,
    loadAfter: loadNow(),
  };
}
