// What a budget was held against, in the words of a headline and of a cell's reason.
import type { BudgetResult } from "./judgement.ts";

/** `p95 9.81 ms (9.6 to 10.1) against 10 ms`. */
export function budgetWords({ metric, limit, actual, interval }: BudgetResult): string {
  const range = interval === null ? "" : ` (${shown(interval.lower)} to ${shown(interval.upper)})`;
  const value = actual === null ? "unknown" : shown(actual);
  switch (metric) {
    case "p95-ms":
      return `p95 ${value} ms${range} against ${limit} ms`;
    case "cost-per-million-usd":
      return `$${value} per million${range} against $${limit}`;
  }
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}
