// The budgets that apply to a cell, held against its figures.
import { type Budget, formatBackend, matchesPattern } from "../config/index.ts";
import type { PlannedCell } from "../plan/bench-plan.ts";
import type { BudgetResult } from "./judgement.ts";
import type { SideFigures } from "./verdict.ts";

export interface HeadFigures {
  readonly figures: SideFigures;
  /** Asked for where a budget needs it: all passes of a cell are many. */
  readonly p95Ms: () => number;
}

/**
 * Budgets are on points, not on intervals: the figure that the report shows is the one that is judged. A figure that is
 * not known does not meet its budget.
 */
export function holdAgainstBudgets(
  budgets: readonly Budget[],
  cell: PlannedCell,
  { figures, p95Ms }: HeadFigures,
): BudgetResult[] {
  // Without a batch size a call is an item as far as anybody knows.
  const cost = figures.usdPerMillionItems ?? figures.usdPerMillionCalls;
  return budgets
    .filter((budget) => appliesTo(budget, cell))
    .flatMap(({ p95Ms: p95Limit, costPerMillionUsd: costLimit }) => [
      ...(p95Limit === null ? [] : [held("p95-ms", p95Limit, p95Ms())]),
      ...(costLimit === null ? [] : [held("cost-per-million-usd", costLimit, cost)]),
    ]);
}

function held(metric: BudgetResult["metric"], limit: number, actual: number | null): BudgetResult {
  return { metric, limit, actual, met: actual !== null && actual <= limit };
}

/** A budget without a batch size is for all of them; none is for local python, which runs on no backend. */
function appliesTo(budget: Budget, cell: PlannedCell): boolean {
  return (
    cell.backend !== null &&
    budget.model === cell.model &&
    (budget.batchSize === null || budget.batchSize === cell.batchSize) &&
    matchesPattern(budget.backend, formatBackend(cell.backend))
  );
}
