// What the action's outputs say of a verdict, for a later step that decides by them.
import type { CellVerdict, Decision, Verdict } from "../compare/verdict.ts";

/** Without the accepted ones: somebody with write access decided that these may be. */
export function countRegressions({ cells }: Verdict): number {
  return cells.filter((cell) => cell.effectOnGate !== "accepted" && isDecided(cell, "regression")).length;
}

/**
 * The conclusion tells whether the step fails; this tells what was found. What does not block (inconclusive cells, or
 * anything under `fail-on: never`) must not be taken for "is fine".
 */
export function verdictOutput(verdict: Verdict): Verdict["conclusion"] | "inconclusive" {
  if (verdict.conclusion !== "pass") return verdict.conclusion;
  if (countRegressions(verdict) > 0) return "regression";
  const open = verdict.cells.some((cell) => cell.effectOnGate === "does-not-block" || isDecided(cell, "inconclusive"));
  return open ? "inconclusive" : "pass";
}

function isDecided({ outcome }: CellVerdict, decision: Decision): boolean {
  return outcome.state === "measured" && outcome.decision === decision;
}
