// Judges a cell that was measured on both sides: the rule's decision, what may overrule it, and the evidence.
import type { Launch } from "../bench/measurements.ts";
import type { BenchPlan, MeasuredCellPlan } from "../plan/bench-plan.ts";
import {
  decideSequentially,
  type LaunchEffect,
  mean,
  ruleForCell,
  type SequentialState,
  weightedLaunch,
} from "../statistics/index.ts";
import { budgetVerdict } from "./budget-verdict.ts";
import { baseWork, headWork } from "./cell-work.ts";
import { CompareError } from "./compare-error.ts";
import { explain } from "./contributions.ts";
import { reasonOf } from "./decision-words.ts";
import { effectWords, percent } from "./describe-effect.ts";
import type { GatheredMeasurement } from "./gather-measurements.ts";
import { judgeTail, launchesWithTail } from "./judge-tail.ts";
import type { Judgement, MeasuredOutcome } from "./judgement.ts";
import { launchEffects } from "./launch-effects.ts";
import { noiseControl } from "./noise-control.ts";
import { type Billing, bothSidesMs, figures } from "./side-figures.ts";
import { headStallsMore } from "./stall-imbalance.ts";
import { trustedLaunches } from "./trusted-launches.ts";
import type { Decision, NoiseControl, Tail } from "./verdict.ts";
import { warmUps } from "./warm-ups.ts";

type DuetCell = Extract<MeasuredCellPlan, { action: "measure" }>;

/** @throws StatisticsError if a launch's durations cannot be used */
export function judgeDuet(
  cell: DuetCell,
  gathered: readonly GatheredMeasurement[],
  { plan, billing }: { readonly plan: BenchPlan; readonly billing: Billing },
): Judgement {
  const { tolerance, resolution } = cell.ofWholeRun ?? plan;
  const rule = ruleForCell({
    tolerance,
    resolution,
    alpha: cell.alpha,
    kind: cell.work.kind,
    launchLimit: cell.limits.launches,
  });
  const work = { base: baseWork(cell), head: headWork(cell) };
  const found = trustedLaunches(cell, gathered, rule.firstLook, plan);
  if (found.kind === "refused") return found.judgement;
  const { launches, measurement, lost } = found;

  const weights = { base: work.base.counts, head: work.head.counts };
  const sums = launches.map((launch) => weightedLaunch(launch, weights));
  const effects = launchEffects(launches, sums);
  const logRatios = effects.map((effect) => effect.logRatio);
  const state = decideSequentially(logRatios, rule, true);
  const { effect, smallestVisible } = state;
  if (effect === null || smallestVisible === null) throw unreachable(cell.id);

  const planned = cell.work.kind === "graph" ? cell.work.contributions : [];
  const ruled = ruledDecision(state, cell.id);
  const control = noiseControl(planned, launches, weights, { logRatios, decision: ruled, rule });
  const tail = judgeTail(cell, sums, work);
  const effort = effortOf(effects, launches, measurement.seconds);
  const overruled = overruling(ruled, control, effort);

  const msPerRun = bothSidesMs(effects, work, mean(logRatios));
  const base = figures(msPerRun.base, billing);
  const head = figures(msPerRun.head, billing);
  const outcome: MeasuredOutcome = {
    state: "measured",
    decision: decisionOf(ruled, tail, overruled),
    effect,
    smallestVisible,
    noiseControl: control,
    base,
    head,
    ...explain(planned, launches, work, head.msPerRun - base.msPerRun),
    ...(tail === null ? {} : { tail }),
    ...(tail?.decision === "regression" && ruled !== "regression" ? { failedBy: "tail" as const } : {}),
    effort,
    environment: measurement.environment,
  };
  const reason = reasonOf({
    cell,
    rule,
    ruled,
    evidence: outcome,
    tailLaunches: launchesWithTail(sums),
    overruled,
    lost,
  });
  return budgetVerdict(cell, { outcome, reason }, launches);
}

/** A tail that is surely slower fails the cell whatever the mean does: what the mean filters out is what a tail is. */
function decisionOf(ruled: Decision, tail: Tail | null, overruled: string | null): Decision {
  if (tail?.decision === "regression") return "regression";
  return overruled === null ? ruled : "inconclusive";
}

function ruledDecision({ state }: SequentialState, cell: string): Decision {
  if (state === "continue") throw unreachable(cell);
  return state;
}

function unreachable(cell: string): CompareError {
  return new CompareError({
    what: "The rule gave no decision on a cell that has all its launches.",
    where: cell,
    remedy: "This is a defect of Pacegate: report it with the measurements.",
  });
}

function effortOf(
  effects: readonly LaunchEffect[],
  launches: readonly Launch[],
  seconds: number,
): MeasuredOutcome["effort"] {
  const pairs = effects.reduce((sum, effect) => sum + effect.pairs, 0);
  const share = (side: "droppedBase" | "droppedHead") =>
    effects.reduce((sum, effect) => sum + effect[side] * effect.pairs, 0) / pairs;
  return {
    launches: effects.length,
    seconds,
    pairs,
    droppedShareBase: share("droppedBase"),
    droppedShareHead: share("droppedHead"),
    ...warmUps(launches),
  };
}

/** Why the rule's decision does not stand, or null. */
function overruling(decision: Decision, control: NoiseControl, effort: MeasuredOutcome["effort"]): string | null {
  if (decision === "inconclusive") return null;
  if (control.state === "moved" && !control.holds) {
    return `but the subgraphs that did not change moved as well (${effectWords(control.effect)}), so the machine was not steady and the cell is inconclusive`;
  }
  const { pairs, droppedShareBase, droppedShareHead } = effort;
  const stalls = (share: number) => Math.round(share * pairs);
  // A regression needs no help from its tail; that of an improvement or of no change may undo it.
  if (decision !== "regression" && headStallsMore(pairs, stalls(droppedShareBase), stalls(droppedShareHead))) {
    return `but head stalled in ${percent(droppedShareHead)} of its passes and base in ${percent(droppedShareBase)}, which this comparison leaves out, so the cell is inconclusive`;
  }
  return null;
}
