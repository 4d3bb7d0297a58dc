// The group-sequential rule: after each launch decide, or measure on.
import { askAtLook } from "./error-spending.ts";
import { StatisticsError } from "./statistics-error.ts";
import { type LogInterval, tInterval } from "./t-interval.ts";

export interface SequentialRule {
  /** A change up to this is called slower or faster with a probability of alpha at most; 0.01 is 1%. */
  readonly tolerance: number;
  /** `tolerance + resolution` is always told from no change. */
  readonly resolution: number;
  /** One-sided, for the whole cell. */
  readonly alpha: number;
  /** Probability, one-sided, for the whole cell, of calling a change of `tolerance + resolution` unchanged. */
  readonly beta: number;
  /** Launches before which nothing is decided. */
  readonly firstLook: number;
  readonly maxLaunches: number;
}

/** head/base - 1 with its two-sided interval. */
export interface Effect {
  readonly ratio: number;
  readonly lower: number;
  readonly upper: number;
  /** Such as 0.95. */
  readonly level: number;
}

type Decided = "regression" | "improvement" | "unchanged" | "inconclusive";

export type SequentialState = {
  readonly state: "continue" | Decided;
  /** Null before the first look. */
  readonly effect: Effect | null;
  /**
   * head/base - 1 of the smallest slowdown that as many launches with the same scatter would have called a regression,
   * with the error probabilities of this look on both ends. Null before the first look.
   */
  readonly smallestVisible: number | null;
  /** Launches that were looked at. */
  readonly look: number;
};

/** Launch values by kind of work; a launch of local python is two process starts and a whole run, so it looks sooner. */
const firstLooks = { graph: 4, "local-python": 3 } as const;

/** Launches before which nothing is decided. */
export function firstLookOf(kind: keyof typeof firstLooks): number {
  return firstLooks[kind];
}

/** Beta of the duet study. */
export const defaultBeta = 0.025;

/** The rule of a planned cell: the same while benching and in the verdict. */
export function ruleForCell(cell: {
  readonly tolerance: number;
  readonly resolution: number;
  readonly alpha: number;
  readonly kind: "graph" | "local-python";
  readonly launchLimit: number;
}): SequentialRule {
  const { tolerance, resolution, alpha, kind, launchLimit } = cell;
  return checked({
    tolerance,
    resolution,
    alpha,
    beta: defaultBeta,
    firstLook: firstLookOf(kind),
    maxLaunches: launchLimit,
  });
}

/**
 * Decides on the launches so far; their order does not matter.
 *
 * At a planned look, with every interval at the level spent there: regression if the lower bound is above the
 * tolerance, improvement if the upper bound is below minus the tolerance (both of log(head/base), so that swapping the
 * sides swaps the answers), unchanged if the interval at beta's level lies within tolerance + resolution. Where nothing
 * more may be measured the same is asked once more with all that is left of both budgets, and what is then undecided is
 * inconclusive. Below the first look nothing is decided: at the limit that is `inconclusive` with no effect.
 * @param atLimit no further launch will come: the time limit, or the end of the measurements
 * @throws StatisticsError if a value is not finite or the rule makes no sense
 */
export function decideSequentially(
  logRatios: readonly number[],
  rule: SequentialRule,
  atLimit: boolean,
): SequentialState {
  checked(rule);
  if (!logRatios.every(Number.isFinite)) {
    throw new StatisticsError({
      what: "A launch has an effect that is not a finite number.",
      remedy: "Measure again: these measurements are damaged.",
    });
  }
  const look = logRatios.length;
  const ended = atLimit || look >= rule.maxLaunches;
  if (look < rule.firstLook) {
    return { state: ended ? "inconclusive" : "continue", effect: null, smallestVisible: null, look };
  }
  const { answer, holds } = askAtLook(look, rule, ended, (spend) => decideAt(logRatios, rule, spend));
  const { state, effect, smallestVisible } = answer;
  return { state: holds ? state : "continue", effect, smallestVisible, look };
}

function decideAt(
  logRatios: readonly number[],
  rule: SequentialRule,
  spend: (budget: number) => number,
): {
  readonly state: Decided;
  readonly isDecided: boolean;
  readonly effect: Effect;
  readonly smallestVisible: number;
} {
  const alpha = spend(rule.alpha);
  const beta = spend(rule.beta);
  const interval = tInterval(logRatios, alpha);
  const equivalence = tInterval(logRatios, beta);
  const tolerated = Math.log1p(rule.tolerance);
  const caught = Math.log1p(rule.tolerance + rule.resolution);
  const found = (state: Decided, seen: LogInterval, tail: number) => ({
    state,
    isDecided: state !== "inconclusive",
    effect: toEffect(seen, tail),
    // Both half-widths above what is tolerated: the usual two-quantile formula, with t for a variance that is estimated.
    smallestVisible: bounded(tolerated + (interval.upper - interval.mean) + (equivalence.upper - equivalence.mean)),
  });
  if (interval.lower > tolerated) return found("regression", interval, alpha);
  if (interval.upper < -tolerated) return found("improvement", interval, alpha);
  if (equivalence.lower > -caught && equivalence.upper < caught) return found("unchanged", equivalence, beta);
  return found("inconclusive", interval, alpha);
}

/** Few, wild launches have bounds beyond the largest double, and JSON has no infinity. */
function bounded(logRatio: number): number {
  return Math.min(Math.expm1(logRatio), Number.MAX_VALUE);
}

function toEffect(interval: LogInterval, tail: number): Effect {
  return {
    ratio: bounded(interval.mean),
    lower: Math.expm1(interval.lower),
    upper: bounded(interval.upper),
    level: 1 - 2 * tail,
  };
}

function checked(rule: SequentialRule): SequentialRule {
  const sensible =
    rule.tolerance > 0 &&
    rule.resolution > 0 &&
    [rule.alpha, rule.beta].every((budget) => budget > 0 && budget < 0.5) &&
    Number.isInteger(rule.firstLook) &&
    rule.firstLook >= 2 &&
    Number.isInteger(rule.maxLaunches) &&
    rule.maxLaunches >= rule.firstLook;
  if (sensible) return rule;
  throw new StatisticsError({
    what:
      `No decision can come of tolerance ${rule.tolerance}, resolution ${rule.resolution}, alpha ${rule.alpha}, ` +
      `first look ${rule.firstLook}, at most ${rule.maxLaunches} launches.`,
    remedy: "Give positive tolerances, an alpha below 0.5, and at least as many launches as the first look needs.",
  });
}
