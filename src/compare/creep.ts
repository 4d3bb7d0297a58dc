// How much slower a cell became since the last release, step by step: what no single change shows.
import zQuantile from "@stdlib/stats-base-dists-normal-quantile";
import { deviationOfInterval } from "../statistics/index.ts";
import type { Effect, Verdict } from "./verdict.ts";

/** The part of a baseline record that is read here. */
export interface RecordedStep {
  readonly kind: "merge" | "night" | "release";
  readonly recordedAt: string;
  readonly commit: string;
  readonly tag: string | null;
  readonly cells: readonly { readonly cell: string; readonly state: string; readonly effect: Effect | null }[];
}

export interface CreepInput {
  /** In any order; those up to the last release are left out, and so is what came after the base. */
  readonly records: readonly RecordedStep[];
  readonly verdict: Verdict;
}

export interface Creep {
  readonly cell: string;
  /** Head against the release, as head/base - 1. */
  readonly effect: Effect;
  /** Tag of the release, where the records name one. */
  readonly release: string | null;
  /** A night's own measurement against the release is in the sum, and stands for the merges before it. */
  readonly fromNight: boolean;
  /** Merges that were added up. */
  readonly merges: number;
  /** Changes in between that could not be measured: what they did is not in the effect. */
  readonly unmeasured: number;
}

/** Of the interval. It informs and decides nothing, so no error budget is spent on it. */
const level = 0.99;

interface Sum {
  readonly fromNight: boolean;
  readonly logRatio: number;
  readonly variance: number;
  readonly merges: number;
  readonly unmeasured: number;
}

const none: Sum = { fromNight: false, logRatio: 0, variance: 0, merges: 0, unmeasured: 0 };

/**
 * For each cell that this change was measured on, and that was measured before since the release: the sum of the log
 * ratios of the steps, with an interval. The variances of independent measurements add (I.-J. Bienaymé, "Considérations
 * à l'appui de la découverte de Laplace", 1853); each step's is taken from its interval as if it were a normal one.
 * The steps' intervals are Student's, which are wider, so that the sum's is rather too wide than too narrow.
 */
export function creepSinceRelease({ records, verdict }: CreepInput): Creep[] {
  const { steps, release } = sinceRelease(records, verdict.base?.commit ?? null);
  const sums = new Map<string, Sum>();
  for (const step of steps) {
    for (const { cell, state, effect } of step.cells) {
      sums.set(cell, added(sums.get(cell) ?? none, step.kind, state, effect));
    }
  }
  return verdict.cells.flatMap(({ id, outcome }): Creep[] => {
    const before = sums.get(id);
    if (before === undefined || outcome.state !== "measured") return [];
    const { fromNight, merges, unmeasured } = before;
    if (!fromNight && merges === 0) return [];
    const change = logEffect(outcome.effect);
    if (change === null) return [];
    const effect = summedEffect(before.logRatio + change.logRatio, before.variance + change.variance);
    return Number.isFinite(effect.upper) ? [{ cell: id, effect, release, fromNight, merges, unmeasured }] : [];
  });
}

/** Merges in their order; a night stands right after the merge that it measured, whenever it was recorded. */
function sinceRelease(
  records: readonly RecordedStep[],
  base: string | null,
): { readonly steps: readonly RecordedStep[]; readonly release: string | null } {
  const ordered = records.toSorted((a, b) => compareText(a.recordedAt, b.recordedAt));
  const lastRelease = ordered.findLastIndex(({ kind }) => kind === "release");
  const release = ordered[lastRelease]?.tag ?? null;
  const steps = ordered
    .slice(lastRelease + 1)
    .filter(({ kind, tag }) => kind !== "night" || lastRelease < 0 || tag === release);
  const merges = steps.map((step, at) => ({ step, at })).filter(({ step }) => step.kind === "merge");
  const mergedAt = new Map(merges.toReversed().map(({ step, at }) => [step.commit, at]));
  // Of a job that was run again there are several records: the last one counts, where the first one stands.
  const last = new Map(merges.map(({ step }) => [step.commit, step]));
  const placed = [
    ...[...last].map(([commit, step]) => ({ step, at: mergedAt.get(commit) ?? 0 })),
    ...steps.flatMap((step, at) =>
      step.kind === "night" ? [{ step, at: (mergedAt.get(step.commit) ?? at) + 0.5 }] : [],
    ),
  ];
  // What was merged after head left the default branch is not in head.
  const end = (base === null ? undefined : mergedAt.get(base)) ?? steps.length;
  const within = placed.filter(({ at }) => at <= end + 0.5).sort((a, b) => a.at - b.at);
  return { steps: within.map(({ step }) => step), release };
}

function added(sum: Sum, kind: RecordedStep["kind"], state: string, effect: Effect | null): Sum {
  // A cell that came or went since has no figure at the release: what it became since is counted from there.
  if (state === "new" || state === "removed") return kind === "night" ? sum : none;
  const step = effect === null ? null : logEffect(effect);
  if (kind === "night") return step === null ? sum : { ...none, ...step, fromNight: true };
  if (step === null) {
    return state === "unchanged-skipped" ? sum : { ...sum, unmeasured: sum.unmeasured + 1 };
  }
  return {
    ...sum,
    logRatio: sum.logRatio + step.logRatio,
    variance: sum.variance + step.variance,
    merges: sum.merges + 1,
  };
}

/** Null where a bound is beyond what can be added. */
function logEffect(effect: Effect): { readonly logRatio: number; readonly variance: number } | null {
  const [lower, upper] = [Math.log1p(effect.lower), Math.log1p(effect.upper)];
  const deviation = deviationOfInterval({ lower, upper, level: effect.level });
  const logRatio = Math.log1p(effect.ratio);
  return Number.isFinite(deviation) && Number.isFinite(logRatio) ? { logRatio, variance: deviation ** 2 } : null;
}

function summedEffect(logRatio: number, variance: number): Effect {
  const halfWidth = zQuantile((1 + level) / 2, 0, 1) * Math.sqrt(variance);
  return {
    ratio: Math.expm1(logRatio),
    lower: Math.expm1(logRatio - halfWidth),
    upper: Math.expm1(logRatio + halfWidth),
    level,
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
