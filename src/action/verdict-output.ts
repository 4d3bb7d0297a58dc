// What the action's outputs say of a verdict, for a later step that decides by them.
import type { Verdict } from "../compare/verdict.ts";
import { stateWord } from "../report/index.ts";

/** Without the accepted ones: somebody with write access decided that these may be. */
export function countRegressions({ cells }: Verdict): number {
  return cells.filter(
    ({ effectOnGate, outcome }) =>
      effectOnGate !== "accepted" && outcome.state === "measured" && outcome.decision === "regression",
  ).length;
}

/**
 * The conclusion tells whether the step fails; this tells what was found, as the report's first word does. What does
 * not block (inconclusive cells, a missing optional target, or anything under `fail-on: never`) must not be taken for
 * "is fine".
 */
export function verdictOutput(verdict: Verdict): Verdict["conclusion"] | "inconclusive" | "incomplete" {
  switch (stateWord(verdict)) {
    case "PASS":
      return "pass";
    case "INCONCLUSIVE":
      return "inconclusive";
    case "INCOMPLETE":
      return "incomplete";
    case "REGRESSION":
    case "OVER BUDGET":
    case "FAIL":
      return "regression";
    case "ERROR":
      return "error";
  }
}
