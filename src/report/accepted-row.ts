// What a report says of a cell that somebody let through: what it is, who, why and until when.
import type { CellVerdict } from "../compare/verdict.ts";
import { decisiveFigures } from "./decisive-figures.ts";
import { describeBudget } from "./describe-budget.ts";
import { formatEffect } from "./format-number.ts";

export interface AcceptedRow {
  /** Pacegate's own words. */
  readonly change: string;
  readonly by: string;
  readonly reason: string;
  /** A day, or that there is no end. */
  readonly until: string;
}

export function acceptedRow(cell: CellVerdict): AcceptedRow {
  const missed = cell.budgets
    .filter(({ decision }) => decision === "missed")
    .map(describeBudget)
    .map(({ metric, limit, actual }) => `${metric} ${actual}, the limit is ${limit}`);
  return {
    change: [outcomeWords(cell), ...missed].join("; "),
    by: cell.acceptance?.by ?? "not known",
    reason: cell.acceptance?.reason ?? "not known",
    until: cell.acceptance?.until ?? "the merge",
  };
}

function outcomeWords({ outcome }: CellVerdict): string {
  switch (outcome.state) {
    case "measured": {
      const { effect, mark } = decisiveFigures(outcome);
      return `${mark}${formatEffect(effect)}`;
    }
    case "removed":
      return "no longer measured";
    case "incomparable":
      return "cannot be compared";
    case "new":
    case "failed":
    case "unchanged-skipped":
      return outcome.state;
  }
}
