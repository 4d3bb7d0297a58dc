// The one word for what a verdict found: it opens every report, and the action's output and status follow it.
import type { CellVerdict, Decision, Verdict } from "../compare/verdict.ts";
import { hasOpenBudget, missesBudget } from "./next-steps.ts";

/**
 * `FAIL` blocks by a missed budget alone. What does not block keeps its name, since a reader must not take it for "is
 * fine": `INCONCLUSIVE` could not tell, `INCOMPLETE` could not measure or compare everything.
 */
export type StateWord = "PASS" | "INCONCLUSIVE" | "INCOMPLETE" | "REGRESSION" | "OVER BUDGET" | "FAIL" | "ERROR";

export function stateWord({ conclusion, cells }: Verdict): StateWord {
  switch (conclusion) {
    case "error":
      return "ERROR";
    case "regression":
      return cells.some(isSlower) ? "REGRESSION" : "FAIL";
    case "pass":
      return unblockedWord(cells);
  }
}

function unblockedWord(cells: readonly CellVerdict[]): StateWord {
  if (cells.some(isSlower)) return "REGRESSION";
  if (cells.some(missesBudget)) return "OVER BUDGET";
  // An accepted one too: its budget was accepted, which says nothing about its speed.
  if (cells.some((cell) => isDecided(cell, "inconclusive") || hasOpenBudget(cell))) return "INCONCLUSIVE";
  return cells.some(({ effectOnGate }) => effectOnGate === "does-not-block") ? "INCOMPLETE" : "PASS";
}

function isSlower(cell: CellVerdict): boolean {
  return cell.effectOnGate !== "accepted" && isDecided(cell, "regression");
}

function isDecided({ outcome }: CellVerdict, decision: Decision): boolean {
  return outcome.state === "measured" && outcome.decision === decision;
}
