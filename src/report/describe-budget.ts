// The words for a budget and what it was held against.
import type { CellVerdict } from "../compare/verdict.ts";
import { formatMs, formatUsd } from "./format-number.ts";

type Budget = CellVerdict["budgets"][number];

export interface BudgetWords {
  readonly metric: string;
  readonly limit: string;
  readonly actual: string;
}

export function describeBudget({ metric, limit, actual, interval }: Budget): BudgetWords {
  const words = (format: (value: number) => string) => {
    const range = interval === null ? "" : ` (${format(interval.lower)} to ${format(interval.upper)})`;
    return { limit: format(limit), actual: actual === null ? "not known" : `${format(actual)}${range}` };
  };
  switch (metric) {
    case "p95-ms":
      return { metric: "95th percentile", ...words((ms) => `${formatMs(ms)} ms`) };
    case "cost-per-million-usd":
      return { metric: "cost per million items", ...words(formatUsd) };
  }
}
