// Whether an absolute budget is met: an interval of head's own figure, launch by launch, against the limit.
import { askAtLook } from "./error-spending.ts";
import { defaultBeta, firstLookOf } from "./sequential-rule.ts";
import { StatisticsError } from "./statistics-error.ts";
import { type LogInterval, tInterval } from "./t-interval.ts";

export interface BudgetRule {
  /** Above which the budget is missed; in the unit of the values. */
  readonly limit: number;
  /** One-sided, of calling a budget missed that is met. */
  readonly alpha: number;
  /** One-sided, of calling a budget met that is missed. */
  readonly beta: number;
  readonly firstLook: number;
  readonly maxLaunches: number;
}

/** The geometric mean of the launches' values with its two-sided interval, in their unit. */
export interface BudgetFigure {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** Such as 0.95. */
  readonly level: number;
}

export interface BudgetState {
  readonly state: "continue" | "met" | "missed" | "undecided";
  /** Null before the first look. */
  readonly figure: BudgetFigure | null;
}

/** Launches before which no budget is decided. */
export const firstLookOfBudget = firstLookOf("graph");

/** The rule of a graph cell's budget: the same while benching and in the verdict. */
export function ruleForBudget(budget: {
  readonly limit: number;
  readonly alpha: number;
  readonly launchLimit: number;
}): BudgetRule {
  const { limit, alpha, launchLimit } = budget;
  return { limit, alpha, beta: defaultBeta, firstLook: firstLookOfBudget, maxLaunches: launchLimit };
}

/**
 * At the looks of the rule for the mean and with the same spending: missed if the lower end of the t interval of
 * log(value/limit) at alpha is above zero, met if the upper end at beta is not. The launches are the sample: passes of
 * one launch depend on each other.
 * @param values one a launch, positive
 * @param atLimit no further launch will come
 * @throws StatisticsError if a value is no positive number
 */
export function decideBudget(values: readonly number[], rule: BudgetRule, atLimit: boolean): BudgetState {
  if (!values.every((value) => value > 0 && Number.isFinite(value))) {
    throw new StatisticsError({
      what: "A launch has a latency that is no positive number.",
      remedy: "Measure again: these measurements are damaged.",
    });
  }
  const ended = atLimit || values.length >= rule.maxLaunches;
  if (values.length < rule.firstLook) return { state: ended ? "undecided" : "continue", figure: null };
  // Against the limit before the mean is taken: rounding must not put launches that lie at the limit to a side of it.
  const logs = values.map((value) => Math.log(value / rule.limit));
  const { answer, holds } = askAtLook(values.length, rule, ended, (spend) => decideAt(logs, rule, spend));
  return { state: holds ? answer.state : "continue", figure: answer.figure };
}

/** @param logs of value/limit */
function decideAt(logs: readonly number[], { limit, alpha, beta }: BudgetRule, spend: (budget: number) => number) {
  const above = { tail: spend(alpha), ...tInterval(logs, spend(alpha)) };
  const below = { tail: spend(beta), ...tInterval(logs, spend(beta)) };
  if (above.lower > 0) return { state: "missed", isDecided: true, figure: figureOf(above, limit) } as const;
  if (below.upper <= 0) return { state: "met", isDecided: true, figure: figureOf(below, limit) } as const;
  return { state: "undecided", isDecided: false, figure: figureOf(above, limit) } as const;
}

/** Few, wild launches have bounds beyond the largest double, and JSON has no infinity. */
function figureOf({ mean, lower, upper, tail }: LogInterval & { readonly tail: number }, limit: number): BudgetFigure {
  const bounded = (log: number) => Math.min(limit * Math.exp(log), Number.MAX_VALUE);
  return { value: bounded(mean), lower: limit * Math.exp(lower), upper: bounded(upper), level: 1 - 2 * tail };
}
