// Judges a cell that head alone has: figures to show, and budgets.
import type { BenchPlan, MeasuredCellPlan } from "../plan/bench-plan.ts";
import { budgetVerdict } from "./budget-verdict.ts";
import { headWork } from "./cell-work.ts";
import { lostLaunchWords } from "./failure-words.ts";
import type { GatheredMeasurement } from "./gather-measurements.ts";
import { type Judgement, withClauses } from "./judgement.ts";
import { aloneMsPerRun, type Billing, figures } from "./side-figures.ts";
import { trustedLaunches } from "./trusted-launches.ts";
import { neverSteadyWords, warmUps } from "./warm-ups.ts";

/** Enough to show; where a budget needs more, `budgetVerdict` fails the cell. */
const needed = 1;

/** @throws StatisticsError if a launch's durations cannot be used */
export function judgeNew(
  cell: Extract<MeasuredCellPlan, { action: "measure-new" }>,
  gathered: readonly GatheredMeasurement[],
  { plan, billing }: { readonly plan: BenchPlan; readonly billing: Billing },
): Judgement {
  const found = trustedLaunches(cell, gathered, needed, plan);
  if (found.kind === "refused") return found.judgement;
  const { launches, measurement, lost } = found;
  const work = headWork(cell);
  const alone = aloneMsPerRun(launches, work);
  const head = figures(alone.msPerRun, billing);
  const effort = {
    launches: launches.length,
    seconds: measurement.seconds,
    pairs: alone.pairs,
    droppedShareBase: 0,
    droppedShareHead: alone.droppedShare,
    ...warmUps(launches),
  };
  const outcome = { state: "new", head, effort, environment: measurement.environment } as const;
  const notes = [neverSteadyWords(effort), lost === null ? null : lostLaunchWords(lost)];
  const reason = withClauses(
    cell.reason,
    notes.filter((note) => note !== null),
  );
  return budgetVerdict(cell, { outcome, reason }, launches);
}
