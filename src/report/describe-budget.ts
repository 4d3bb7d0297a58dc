// The words for a budget and what it was held against.
import type { CellVerdict } from "../compare/verdict.ts";
import { formatMs, formatUsd } from "./format-number.ts";

type Budget = CellVerdict["budgets"][number];

export interface BudgetWords {
  readonly metric: string;
  readonly limit: string;
  readonly actual: string;
}

export function describeBudget(budget: Budget): BudgetWords {
  const { limit, actual } = budget;
  switch (budget.metric) {
    case "p95-ms":
      return {
        metric: "95th percentile",
        limit: `${formatMs(limit)} ms`,
        actual: actual === null ? "not known" : `${formatMs(actual)} ms`,
      };
    case "cost-per-million-usd":
      return { metric: "cost per million items", limit: formatUsd(limit), actual: formatUsd(actual) };
  }
}
