// Whether the budgets of a cell that is being measured are decided.
import type { MeasuredCellPlan } from "../plan/bench-plan.ts";
import {
  budgetedMsPerRun,
  decideBudget,
  firstLookOfBudget,
  type HeadLatency,
  headLatency,
  ruleForBudget,
} from "../statistics/index.ts";
import type { Launch } from "./measurements.ts";

export class BudgetWatch {
  readonly #cell: MeasuredCellPlan;
  readonly #launches: HeadLatency[] = [];

  constructor(cell: MeasuredCellPlan) {
    this.#cell = cell;
  }

  /** @throws StatisticsError if a duration cannot be used */
  add(launch: Launch): void {
    const { work, budgets } = this.#cell;
    if (budgets === undefined || work.kind !== "graph") return;
    const counts = work.head.calls.map(({ count }) => count);
    this.#launches.push(headLatency(launch, counts));
  }

  /** Launches that the first decision takes; 0 where no launch decides anything. */
  get firstLook(): number {
    return (this.#cell.budgets ?? []).some(({ limitMsPerRun }) => limitMsPerRun !== null) ? firstLookOfBudget : 0;
  }

  /** Whether another launch could decide one. No launch decides what has no price. */
  get needsMore(): boolean {
    const { work, budgets = [], limits } = this.#cell;
    if (work.kind !== "graph") return false;
    return budgets.some(({ metric, limitMsPerRun, alpha }) => {
      if (limitMsPerRun === null) return false;
      const msPerRun = this.#launches.map((latency) => budgetedMsPerRun(latency, metric, work.head.runs));
      const rule = ruleForBudget({ limit: limitMsPerRun, alpha, launchLimit: limits.launches });
      return decideBudget(msPerRun, rule, false).state === "continue";
    });
  }
}
