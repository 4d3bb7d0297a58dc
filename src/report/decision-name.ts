// The words for how a cell ended.
import type { CellVerdict } from "../compare/verdict.ts";

export function decisionName(cell: CellVerdict): string {
  const { outcome } = cell;
  switch (outcome.state) {
    case "measured":
      return outcome.decision;
    case "failed":
      return outcome.failure === "missing-target" ? "not measured" : `failed (${outcome.failure})`;
    case "unchanged-skipped":
      return "skipped as unchanged";
    case "new":
    case "removed":
    case "incomparable":
      return outcome.state;
  }
}
