// Whether the launches of a cell hold what was asked of them: every pass of each side, every call, each a duration.
import type { Instance, Launch, Side } from "../bench/measurements.ts";
import type { MeasuredCellPlan } from "../plan/bench-plan.ts";
import { baseWork, headWork } from "./cell-work.ts";

/** Calls of a pass of each side; null: head is measured alone. */
type CallsOf = Readonly<Record<Side, number | null>>;

/**
 * A sum hides a bad duration: a call of zero beside one of milliseconds, or an endless one, which is dropped as a stall.
 * @returns what is wrong, as the beginning of a sentence, or null
 */
export function launchDurationsProblem(cell: MeasuredCellPlan, launches: readonly Launch[]): string | null {
  const calls: CallsOf = {
    base: cell.action === "measure" ? baseWork(cell).counts.length : null,
    head: headWork(cell).counts.length,
  };
  for (const { index, instances } of launches) {
    if (instances.length === 0) return `Launch ${index} has no instance`;
    for (const [position, instance] of instances.entries()) {
      const problem = instanceProblem(instance, calls);
      if (problem !== null) return `Instance ${position} of launch ${index} ${problem}`;
    }
  }
  return null;
}

function instanceProblem({ pairs }: Instance, calls: CallsOf): string | null {
  if (pairs.length === 0) return "has no pair of passes";
  for (const { baseNs, headNs } of pairs) {
    const problem = passProblem("base", baseNs, calls.base) ?? passProblem("head", headNs, calls.head);
    if (problem !== null) return problem;
  }
  return null;
}

function passProblem(side: Side, durationsNs: readonly number[] | null, calls: number | null): string | null {
  if (durationsNs === null) return calls === null ? null : `lacks a pass of ${side}`;
  if (calls === null) return `has a pass of ${side}, which the plan does not measure`;
  if (durationsNs.length !== calls) {
    return `has a pass of ${side} with ${durationsNs.length} of its ${calls} calls`;
  }
  const wrong = durationsNs.find((ns) => !(Number.isSafeInteger(ns) && ns > 0));
  return wrong === undefined
    ? null
    : `has ${wrong} ns as a duration of ${side}, which must be a positive whole number of nanoseconds`;
}
