// When a cell has been measured enough: the sequential rule, its limits, and the time that the next launch would take.
import type { MeasuredCellPlan } from "../plan/bench-plan.ts";
import {
  type CallWeights,
  decideSequentially,
  launchEffect,
  ruleForCell,
  type SequentialRule,
  weightedLaunch,
} from "../statistics/index.ts";
import type { Launch, StopReason } from "./measurements.ts";

/**
 * A cell that misses the first look fails, so until then the limit is only this much of a bound: a head that is many
 * times slower takes longest and must still be called slower, and a limit that is shorter than one launch is a guess.
 */
const stretchToFirstLook = 10;

/** Head alone is measured for its figures, not for a decision: a median over three launches will do. */
const launchesOfNewCell = 3;

export interface Thresholds {
  readonly tolerance: number;
  readonly resolution: number;
}

/** How a launch's calls add up to passes; local python has one call, already summed. */
export function cellWeights(cell: MeasuredCellPlan): CallWeights {
  if (cell.work.kind === "local-python") return { base: [1], head: [1] };
  const head = cell.work.head.calls.map((call) => call.count);
  return { base: cell.work.base?.calls.map((call) => call.count) ?? head, head };
}

export class StopRule {
  readonly #cell: MeasuredCellPlan;
  /** Null for a cell that is not compared. */
  readonly #rule: SequentialRule | null;
  readonly #logRatios: number[] = [];
  #launches = 0;
  #longestSeconds = 0;

  constructor(cell: MeasuredCellPlan, thresholds: Thresholds) {
    this.#cell = cell;
    this.#rule =
      cell.action === "measure"
        ? ruleForCell({ ...thresholds, alpha: cell.alpha, kind: cell.work.kind, launchLimit: cell.limits.launches })
        : null;
  }

  /**
   * @param seconds what the launch cost this cell: a part of it where several cells shared it
   * @throws StatisticsError if no effect can be had from the launch
   */
  add(launch: Launch, seconds: number): void {
    if (this.#cell.action === "measure") {
      this.#logRatios.push(launchEffect(weightedLaunch(launch, cellWeights(this.#cell))).logRatio);
    }
    this.#launches += 1;
    this.#longestSeconds = Math.max(this.#longestSeconds, seconds);
  }

  /** After which nothing more is begun. */
  get secondsLimit(): number {
    const beforeFirstLook = this.#launches > 0 && this.#rule !== null && this.#launches < this.#rule.firstLook;
    return this.#cell.limits.seconds * (beforeFirstLook ? stretchToFirstLook : 1);
  }

  /** Null: measure on. */
  reason(secondsSpent: number): StopReason | null {
    const { limits, action } = this.#cell;
    if (action === "measure-new" && this.#launches >= Math.min(launchesOfNewCell, limits.launches)) return "enough";
    if (this.#launches > 0 && this.#rule !== null) {
      const { state } = decideSequentially(this.#logRatios, this.#rule, false);
      if (state !== "continue" && state !== "inconclusive") return "decided";
    }
    if (this.#launches >= limits.launches) return "launch-limit";
    // Without a launch behind it the first one may start whatever it takes: else nothing would ever be known.
    if (this.#launches > 0 && secondsSpent + this.#longestSeconds > this.secondsLimit) return "time-limit";
    return null;
  }
}
