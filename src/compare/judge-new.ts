// Judges a cell that head alone has: figures to show, and budgets.
import type { Failure } from "../bench/measurements.ts";
import type { Config } from "../config/index.ts";
import type { BenchPlan, MeasuredCellPlan } from "../plan/bench-plan.ts";
import { budgetVerdict } from "./budget-verdict.ts";
import { headWork } from "./cell-work.ts";
import { lostLaunchWords } from "./failure-words.ts";
import type { GatheredMeasurement } from "./gather-measurements.ts";
import type { Judgement } from "./judgement.ts";
import { aloneMsPerRun, type Billing, figures, headP95Ms } from "./side-figures.ts";
import { trustedLaunches } from "./trusted-launches.ts";
import { warmUps } from "./warm-ups.ts";

/** Nothing is decided from it, so one launch is enough to show. */
const needed = 1;

/** @throws StatisticsError if a launch's durations cannot be used */
export function judgeNew(
  cell: Extract<MeasuredCellPlan, { action: "measure-new" }>,
  gathered: readonly GatheredMeasurement[],
  context: { readonly plan: BenchPlan; readonly config: Config; readonly billing: Billing },
): Judgement {
  const found = trustedLaunches(cell, gathered, needed, context.plan);
  if (found.kind === "refused") return found.judgement;
  const { launches, measurement, lost } = found;
  const work = headWork(cell);
  const alone = aloneMsPerRun(launches, work);
  const head = figures(alone.msPerRun, context.billing);
  const effort = {
    launches: launches.length,
    seconds: measurement.seconds,
    pairs: alone.pairs,
    droppedShareBase: 0,
    droppedShareHead: alone.droppedShare,
    ...warmUps(launches),
  };
  return budgetVerdict(
    context.config.gate.budgets,
    cell,
    {
      outcome: { state: "new", head, effort, environment: measurement.environment },
      reason: reasonOf(cell.reason, lost),
    },
    { figures: head, p95Ms: () => headP95Ms(launches, work) },
  );
}

/** The plan's reason, which is a sentence, and the launch that is missing. */
function reasonOf(planned: string, lost: Failure | null): string {
  return lost === null ? planned : `${planned.replace(/\.$/, "")}; ${lostLaunchWords(lost)}.`;
}
