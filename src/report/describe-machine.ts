// The machines that measured, one line each, with the runtimes that measured on them.
import type { Verdict } from "../compare/verdict.ts";
import { formatGib } from "./format-number.ts";

/** Load averages are left out of the comparison: the same machine is listed once. */
export function describeMachine(verdict: Verdict): string[] {
  const runtimesOf = new Map<string, Set<string>>();
  for (const { outcome } of verdict.cells) {
    if ((outcome.state !== "measured" && outcome.state !== "new") || outcome.environment === null) continue;
    const { processor, cores, memoryBytes, system, runtime, threads } = outcome.environment;
    const machine = `${processor}, ${cores} ${cores === 1 ? "core" : "cores"}, ${formatGib(memoryBytes)}, ${system}`;
    const runtimes = runtimesOf.get(machine) ?? new Set();
    runtimesOf.set(machine, runtimes.add(`${runtime}, ${threads} ${threads === 1 ? "thread" : "threads"}`));
  }
  return [...runtimesOf].map(([machine, runtimes]) => `${machine}: ${[...runtimes].join("; ")}`);
}
