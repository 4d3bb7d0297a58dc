// What the action's outputs say of a verdict, for a later step that decides by them.
import type { Verdict } from "../compare/verdict.ts";

export function countRegressions({ cells }: Verdict): number {
  return cells.filter(({ outcome }) => outcome.state === "measured" && outcome.decision === "regression").length;
}

/**
 * The conclusion tells whether the step fails; this tells what was found. What does not block (inconclusive cells, or
 * anything under `fail-on: never`) must not be taken for "is fine".
 */
export function verdictOutput(verdict: Verdict): Verdict["conclusion"] | "inconclusive" {
  if (verdict.conclusion !== "pass") return verdict.conclusion;
  if (countRegressions(verdict) > 0) return "regression";
  return verdict.cells.some((cell) => cell.effectOnGate === "does-not-block") ? "inconclusive" : "pass";
}
