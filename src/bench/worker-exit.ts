// Why a worker ended: from its exit code, its signal, its last words, and the kernel's count of memory kills.
import { readFileSync } from "node:fs";
import type { FailureKind } from "./measurements.ts";

export interface WorkerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: readonly string[];
  /** The kernel killed something for want of memory while the worker lived. */
  readonly killedForMemory: boolean;
}

/** How V8, the C++ library, Python and ONNX Runtime say that memory ran out, just before they abort. */
const memoryWords =
  /heap out of memory|allocation failed|bad_alloc|MemoryError|failed to allocate memory|cannot allocate memory/i;

export function describeExit(exit: WorkerExit): { readonly kind: FailureKind; readonly message: string } {
  const how = exit.signal === null ? `exited with code ${exit.code}` : `was killed by ${exit.signal}`;
  if (exit.stderr.some((line) => memoryWords.test(line))) {
    return { kind: "out-of-memory", message: `the worker ran out of memory and ${how}` };
  }
  if (exit.signal === "SIGKILL" && exit.killedForMemory) {
    return { kind: "out-of-memory", message: "the worker was killed by the kernel because memory ran out" };
  }
  return { kind: "crashed", message: `the worker ${how} before it answered` };
}

/** Linux counts its memory kills since boot (`oom_kill` in /proc/vmstat, proc_vmstat(5)); elsewhere 0. */
export function kernelMemoryKills(): number {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync("/proc/vmstat", "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
