// The one word that a report opens with.
import type { CellVerdict, Verdict } from "../compare/verdict.ts";
import type { CellGroups } from "./group-cells.ts";

/** `FAIL`: blocked, but not by a measured regression: a missed budget, a removed cell, an inconclusive one that must not be. */
export type StateWord = "PASS" | "INCONCLUSIVE" | "REGRESSION" | "FAIL" | "ERROR";

export function stateWord(verdict: Verdict, groups: CellGroups): StateWord {
  switch (verdict.conclusion) {
    case "error":
      return "ERROR";
    case "regression":
      return groups.regressions.length > 0 ? "REGRESSION" : "FAIL";
    case "pass":
      // Not blocking is not the same as passing: a reader must not take "could not tell" for "is fine".
      return groups.inconclusive.length > 0 || groups.accepted.some(isInconclusive) ? "INCONCLUSIVE" : "PASS";
  }
}

/** Its budget was accepted, which says nothing about its speed. */
function isInconclusive({ outcome }: CellVerdict): boolean {
  return outcome.state === "measured" && outcome.decision === "inconclusive";
}
