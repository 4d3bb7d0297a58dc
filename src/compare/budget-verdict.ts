// Adds its budgets to a judgement; one that no measurement could decide fails the cell.
import type { Launch } from "../bench/measurements.ts";
import type { MeasuredCellPlan } from "../plan/bench-plan.ts";
import { firstLookOfBudget } from "../statistics/index.ts";
import { budgetWords } from "./budget-words.ts";
import { judgeBudgets } from "./budgets.ts";
import { failed, type Judgement, withClauses } from "./judgement.ts";

/** @throws StatisticsError if a launch's durations cannot be used */
export function budgetVerdict(
  cell: MeasuredCellPlan,
  judged: Pick<Judgement, "outcome" | "reason">,
  launches: readonly Launch[],
): Judgement {
  const budgets = judgeBudgets(cell, launches);
  if (budgets.some(({ actual }) => actual === null)) {
    const target = cell.backend?.target ?? "the target";
    const undecided = failed(
      "budget-undecided",
      `The cost budget cannot be decided, since the price of ${target} is not known; apart from that: ${judged.reason}`,
      `Give \`targets.${target}.price-per-hour\` in pacegate.yml, or take the budget away.`,
    );
    return { ...undecided, budgets };
  }
  if (budgets.some(({ interval }) => interval === null)) {
    const undecided = failed(
      "budget-undecided",
      `Its budget cannot be decided: of the ${firstLookOfBudget} launches that it takes ${launches.length} were measured; apart from that: ${judged.reason}`,
      "Raise `gate.limits.seconds-per-cell`, or use smaller inputs.",
    );
    return { ...undecided, budgets };
  }
  const open = budgets.filter(({ decision }) => decision === "undecided").map(budgetWords);
  const words = open.length === 0 ? [] : [`whether its budget is met could not be told: ${open.join(", ")}`];
  return { ...judged, reason: withClauses(judged.reason, words), budgets };
}
