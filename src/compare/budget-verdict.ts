// Adds its budgets to a judgement; one that cannot be decided fails the cell.
import type { Budget } from "../config/index.ts";
import type { MeasuredCellPlan } from "../plan/bench-plan.ts";
import { type HeadFigures, holdAgainstBudgets } from "./budgets.ts";
import { failed, type Judgement } from "./judgement.ts";

export function budgetVerdict(
  configured: readonly Budget[],
  cell: MeasuredCellPlan,
  judged: Pick<Judgement, "outcome" | "reason">,
  head: HeadFigures,
): Judgement {
  const budgets = holdAgainstBudgets(configured, cell, head);
  if (budgets.some((budget) => budget.actual === null)) {
    const target = cell.backend?.target ?? "the target";
    const undecided = failed(
      "budget-undecided",
      `The cost budget cannot be decided, since the price of ${target} is not known; apart from that: ${judged.reason}`,
      `Give \`targets.${target}.price-per-hour\` in pacegate.yml, or take the budget away.`,
    );
    return { ...undecided, budgets };
  }
  return { ...judged, budgets };
}
