// The weights of a part of a pass: those of its own calls, and zero for all others.
import type { Contribution } from "../plan/bench-plan.ts";
import type { CallWeights } from "../statistics/index.ts";

export function weightsOfCalls(
  weights: CallWeights,
  { baseCalls, headCalls }: Pick<Contribution, "baseCalls" | "headCalls">,
): CallWeights {
  return { base: only(weights.base, new Set(baseCalls)), head: only(weights.head, new Set(headCalls)) };
}

export function isEmpty(counts: readonly number[]): boolean {
  return counts.every((count) => count === 0);
}

function only(counts: readonly number[], kept: ReadonlySet<number>): readonly number[] {
  return counts.map((count, call) => (kept.has(call) ? count : 0));
}
