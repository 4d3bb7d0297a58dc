// The machines that measured, one line each.
import type { Verdict } from "../compare/verdict.ts";
import { formatGib } from "./format-number.ts";

/** Load averages are left out of the comparison: the same machine is listed once. */
export function describeMachine(verdict: Verdict): string[] {
  const lines = verdict.cells.flatMap(({ outcome }) => {
    if ((outcome.state !== "measured" && outcome.state !== "new") || outcome.environment === null) return [];
    const { processor, cores, memoryBytes, system, runtime, threads } = outcome.environment;
    return [
      `${processor}, ${cores} ${cores === 1 ? "core" : "cores"}, ${formatGib(memoryBytes)}, ${system}: ` +
        `${runtime}, ${threads} ${threads === 1 ? "thread" : "threads"}`,
    ];
  });
  return [...new Set(lines)];
}
