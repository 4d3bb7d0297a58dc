// Why a measured cell was decided as it was, in one sentence.
import type { Failure } from "../bench/measurements.ts";
import type { MeasuredCellPlan } from "../plan/bench-plan.ts";
import { leastPassesForTail, type SequentialRule } from "../statistics/index.ts";
import { effectWords, percent } from "./describe-effect.ts";
import { lostLaunchWords } from "./failure-words.ts";
import type { MeasuredOutcome } from "./judgement.ts";
import type { Decision } from "./verdict.ts";
import { neverSteadyWords } from "./warm-ups.ts";

type DuetCell = Extract<MeasuredCellPlan, { action: "measure" }>;
type Evidence = Pick<MeasuredOutcome, "effect" | "smallestVisible" | "noiseControl" | "tail" | "effort">;

export interface Reasons {
  readonly cell: DuetCell;
  readonly rule: SequentialRule;
  /** What the rule decided of the mean, before anything overruled it. */
  readonly ruled: Decision;
  readonly evidence: Evidence;
  /** Of all launches, those with passes enough for a tail. */
  readonly tailLaunches: number;
  /** Why the rule's decision does not stand, or null. */
  readonly overruled: string | null;
  readonly lost: Failure | null;
}

export function reasonOf(reasons: Reasons): string {
  const notes = [
    tailWords(reasons),
    tailLaunchesWords(reasons),
    reasons.overruled,
    controlWords(reasons),
    neverSteadyWords(reasons.evidence.effort),
    reasons.lost === null ? null : `${lostLaunchWords(reasons.lost)}, base and head alike`,
  ].filter((note) => note !== null);
  return `${[ruledWords(reasons), ...notes].join("; ")}.`;
}

function ruledWords({ cell, rule, ruled, evidence }: Reasons): string {
  const { effect, smallestVisible, effort } = evidence;
  const tolerance = percent(rule.tolerance);
  const caught = percent(rule.tolerance + rule.resolution);
  const seen = effectWords(effect);
  switch (ruled) {
    case "regression":
      return `Slower than the tolerance of ${tolerance}${ofWholeRun(cell)} allows (${seen})`;
    case "improvement":
      return `Faster by more than the tolerance of ${tolerance}${ofWholeRun(cell)} (${seen})`;
    case "unchanged":
      return `Any change is within ${caught} either way${ofWholeRun(cell)} (${seen})`;
    case "inconclusive":
      return `${effort.launches} launches could not tell a change of ${tolerance} from one of ${caught}${ofWholeRun(cell)} (${seen}; from ${percent(smallestVisible)} on a slowdown would have shown), so this does not count as a pass`;
  }
}

function ofWholeRun({ ofWholeRun: whole }: DuetCell): string {
  if (whole === undefined) return "";
  return `, which is ${percent(whole.tolerance * whole.part)} of the whole run,`;
}

function tailWords({ cell, ruled, evidence: { tail } }: Reasons): string | null {
  if (tail === undefined) {
    return cell.tail === undefined
      ? null
      : `the 95th percentile is not judged, since that takes ${leastPassesForTail} passes a launch`;
  }
  const words = `the 95th percentile (${effectWords(tail.effect)})`;
  switch (tail.decision) {
    case "regression":
      return `${words} is slower than its tolerance of ${percent(tail.tolerance)} allows`;
    case "inconclusive":
      // Said where it may be the only thing that is wrong.
      return ruled !== "regression" && tail.effect.ratio > tail.tolerance
        ? `${words} looks slower, and ${percent(tail.tolerance)} could not be told from noise`
        : null;
    case "improvement":
    case "unchanged":
      return null;
  }
}

function tailLaunchesWords({ evidence: { tail, effort }, tailLaunches }: Reasons): string | null {
  if (tail === undefined || tailLaunches === effort.launches) return null;
  return `the 95th percentile is that of the ${tailLaunches} launches with ${leastPassesForTail} passes or more`;
}

function controlWords({ overruled, evidence: { noiseControl } }: Reasons): string | null {
  if (noiseControl.state !== "moved" || !noiseControl.holds || overruled !== null) return null;
  return `the unchanged subgraphs moved too (${effectWords(noiseControl.effect)}), and the decision stands without their part`;
}
