// From raw durations to a decision: what a launch saw, and the rule that says when that is enough.
export { type BudgetFigure, decideBudget, firstLookOfBudget, ruleForBudget } from "./budget-rule.ts";
export { findChangePoints, leastStretch } from "./change-points.ts";
export { discoveries, probabilityOfNoEffect } from "./false-discovery.ts";
export { budgetedMsPerRun, type HeadLatency, headLatency } from "./head-latency.ts";
export { deviationOfInterval } from "./interval-deviation.ts";
export { cleanPairs, type LaunchEffect, launchEffect } from "./launch-effect.ts";
export { mean, median, quantile } from "./order-statistics.ts";
export { medianWithoutStalls, withoutStalls } from "./outlier-filter.ts";
export {
  decideSequentially,
  type Effect,
  ruleForCell,
  type SequentialRule,
  type SequentialState,
} from "./sequential-rule.ts";
export { seriesDeviation } from "./series-deviation.ts";
export { NoiseError, StatisticsError } from "./statistics-error.ts";
export { type LogInterval, standardError, tInterval } from "./t-interval.ts";
export { leastPassesForTail, type TailEffect, tailEffect } from "./tail-effect.ts";
export {
  type CallWeights,
  type InstanceSums,
  type LaunchSums,
  type PairSums,
  passSum,
  type RawLaunch,
  weightedLaunch,
} from "./weighted-launch.ts";
export { welchInterval } from "./welch-interval.ts";
