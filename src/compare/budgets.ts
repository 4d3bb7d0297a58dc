// Holds the budgets of a cell against what was measured of head, each with an interval.
import type { Launch } from "../bench/measurements.ts";
import type { MeasuredCellPlan } from "../plan/bench-plan.ts";
import {
  budgetedMsPerRun,
  decideBudget,
  type HeadLatency,
  headLatency,
  mean,
  ruleForBudget,
} from "../statistics/index.ts";
import { headWork, type SideWork } from "./cell-work.ts";
import type { BudgetResult } from "./judgement.ts";

type PlannedBudget = NonNullable<MeasuredCellPlan["budgets"]>[number];

/** @throws StatisticsError if a launch's durations cannot be used */
export function judgeBudgets(cell: MeasuredCellPlan, launches: readonly Launch[]): BudgetResult[] {
  const { budgets = [], limits } = cell;
  if (budgets.length === 0) return [];
  const work = headWork(cell);
  const latencies = launches.map((launch) => headLatency(launch, work.counts));
  return budgets.map((budget) => judgeBudget(budget, latencies, work, limits.launches));
}

function judgeBudget(
  { metric, limit, limitMsPerRun, alpha }: PlannedBudget,
  launches: readonly HeadLatency[],
  work: SideWork,
  launchLimit: number,
): BudgetResult {
  if (limitMsPerRun === null) return { metric, limit, decision: "undecided", actual: null, interval: null };
  const ms = launches.map((latency) => budgetedMsPerRun(latency, metric, work.runs));
  const { state, figure } = decideBudget(ms, ruleForBudget({ limit: limitMsPerRun, alpha, launchLimit }), true);
  // Milliseconds as what the limit is in: a cost is proportional to time.
  const inUnit = (value: number) => Math.min(value * (limit / limitMsPerRun), Number.MAX_VALUE);
  return {
    metric,
    limit,
    decision: state === "continue" ? "undecided" : state,
    actual: inUnit(figure?.value ?? Math.exp(mean(ms.map(Math.log)))),
    interval: figure && { lower: inUnit(figure.lower), upper: inUnit(figure.upper), level: figure.level },
  };
}
