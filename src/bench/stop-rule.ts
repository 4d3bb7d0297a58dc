// When a cell has been measured enough: the sequential rule, its limits, and the time that the next launch would take.
import type { MeasuredCellPlan } from "../plan/bench-plan.ts";
import {
  type CallWeights,
  decideSequentially,
  launchEffect,
  ruleForCell,
  type SequentialState,
  weightedLaunch,
} from "../statistics/index.ts";
import type { Launch, StopReason } from "./measurements.ts";

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
  readonly #thresholds: Thresholds;
  readonly #logRatios: number[] = [];
  #launches = 0;
  #longestSeconds = 0;

  constructor(cell: MeasuredCellPlan, thresholds: Thresholds) {
    this.#cell = cell;
    this.#thresholds = thresholds;
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

  /** Null: measure on. */
  reason(secondsSpent: number): StopReason | null {
    const { limits, action } = this.#cell;
    if (action === "measure-new" && this.#launches >= Math.min(launchesOfNewCell, limits.launches)) return "enough";
    if (this.#launches > 0 && action === "measure") {
      const { state } = this.#decide();
      if (state !== "continue" && state !== "inconclusive") return "decided";
    }
    if (this.#launches >= limits.launches) return "launch-limit";
    // Without a launch behind it the first one may start whatever it takes: else nothing would ever be known.
    if (this.#launches > 0 && secondsSpent + this.#longestSeconds > limits.seconds) return "time-limit";
    return null;
  }

  #decide(): SequentialState {
    const cell = this.#cell;
    if (cell.action !== "measure") throw new Error("unreachable: head alone is never decided");
    const rule = ruleForCell({
      ...this.#thresholds,
      alpha: cell.alpha,
      kind: cell.work.kind,
      launchLimit: cell.limits.launches,
    });
    return decideSequentially(this.#logRatios, rule, false);
  }
}
