// Judges one planned cell, whatever the plan wanted done with it.
import type { Config } from "../config/index.ts";
import type { BenchPlan, PlannedCell } from "../plan/bench-plan.ts";
import { NoiseError, StatisticsError } from "../statistics/index.ts";
import type { GatheredMeasurement } from "./gather-measurements.ts";
import { judgeDuet } from "./judge-duet.ts";
import { judgeNew } from "./judge-new.ts";
import { failed, type Judgement } from "./judgement.ts";
import { onOptionalTarget } from "./optional-target.ts";
import type { Billing } from "./side-figures.ts";

export interface CellContext {
  readonly plan: BenchPlan;
  readonly config: Config;
  readonly billing: Billing;
}

export function judgeCell(
  cell: PlannedCell,
  gathered: readonly GatheredMeasurement[],
  context: CellContext,
): Judgement {
  const { reason } = cell;
  switch (cell.action) {
    case "skip-unchanged":
      return { outcome: { state: "unchanged-skipped" }, reason, budgets: [] };
    case "removed":
      return { outcome: { state: "removed" }, reason, budgets: [] };
    case "incomparable":
      return { outcome: { state: "incomparable", remedy: cell.remedy }, reason, budgets: [] };
    case "error":
      return failed(cell.unmeasurable ? "not-measurable" : "not-exported", reason, cell.remedy, cell.traceback);
    case "measure":
      return onOptionalTarget(
        cell,
        context.config,
        usable(() => judgeDuet(cell, gathered, context)),
      );
    case "measure-new":
      return onOptionalTarget(
        cell,
        context.config,
        usable(() => judgeNew(cell, gathered, context)),
      );
  }
}

/** Durations of which no number can be made cost their cell alone. */
function usable(judge: () => Judgement): Judgement {
  try {
    return judge();
  } catch (error) {
    if (!(error instanceof StatisticsError)) throw error;
    return failed(error instanceof NoiseError ? "too-noisy" : "invalid-measurement", error.what, error.remedy);
  }
}
