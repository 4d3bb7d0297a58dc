// When a cell has been measured enough: the sequential rule, its limits, and the time that the next launch would take.
import type { MeasuredCellPlan } from "../plan/bench-plan.ts";
import {
  type CallWeights,
  decideSequentially,
  launchEffect,
  mean,
  ruleForCell,
  type SequentialRule,
  tailEffect,
  weightedLaunch,
} from "../statistics/index.ts";
import { BudgetWatch } from "./budget-watch.ts";
import type { Launch, StopReason } from "./measurements.ts";

/**
 * A cell that misses the first look fails, so until then the limit is only this much of a bound: a head that is many
 * times slower takes longest and must still be called slower, and a limit that is shorter than one launch is a guess.
 */
export const stretchToFirstLook = 10;

/**
 * Where the mean is decided and the tail looks slower than its tolerance without being proved so, up to this many times
 * the launches are spent on it. Identical models look like that one time in five on a busy machine. A budget that is not
 * decided gets as many.
 */
const stretchAfterDecision = 2;

/** Without a budget head alone is measured for its figures, not for a decision: a median over three launches will do. */
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
  /** Null for a cell whose tail is not judged. */
  readonly #tailRule: SequentialRule | null;
  readonly #budgets: BudgetWatch;
  readonly #logRatios: number[] = [];
  readonly #tailLogRatios: number[] = [];
  #launchesToDecision: number | null = null;
  #launches = 0;
  #longestSeconds = 0;

  constructor(cell: MeasuredCellPlan, thresholds: Thresholds) {
    this.#cell = cell;
    const { kind } = cell.work;
    const { launches: launchLimit } = cell.limits;
    const compared = cell.action === "measure" ? cell : null;
    const { tolerance, resolution } = compared?.ofWholeRun ?? thresholds;
    this.#rule = compared && ruleForCell({ tolerance, resolution, alpha: compared.alpha, kind, launchLimit });
    this.#budgets = new BudgetWatch(cell);
    this.#tailRule = compared?.tail ? ruleForCell({ ...compared.tail, kind, launchLimit }) : null;
  }

  /**
   * @param seconds what the launch cost this cell: a part of it where several cells shared it
   * @throws StatisticsError if no effect can be had from the launch
   */
  add(launch: Launch, seconds: number): void {
    if (this.#cell.action === "measure") {
      const sums = weightedLaunch(launch, cellWeights(this.#cell));
      this.#logRatios.push(launchEffect(sums).logRatio);
      const tail = this.#tailRule === null ? null : tailEffect(sums);
      if (tail !== null) this.#tailLogRatios.push(tail.logRatio);
    }
    this.#budgets.add(launch);
    this.#launches += 1;
    this.#longestSeconds = Math.max(this.#longestSeconds, seconds);
  }

  /** After which nothing more is begun. */
  get secondsLimit(): number {
    const firstLook = this.#rule?.firstLook ?? this.#budgets.firstLook;
    const beforeFirstLook = this.#launches > 0 && this.#launches < firstLook;
    return this.#cell.limits.seconds * (beforeFirstLook ? stretchToFirstLook : 1);
  }

  /** Null: measure on. */
  reason(secondsSpent: number): StopReason | null {
    const { limits, action } = this.#cell;
    const isShown = this.#launches >= Math.min(launchesOfNewCell, limits.launches);
    if (action === "measure-new" && isShown && !this.#budgets.needsMore) return "enough";
    if (this.#isDecided()) return "decided";
    if (this.#launches >= limits.launches) return "launch-limit";
    // Without a launch behind it the first one may start whatever it takes: else nothing would ever be known.
    if (this.#launches > 0 && secondsSpent + this.#longestSeconds > this.secondsLimit) return "time-limit";
    return null;
  }

  /** Once the mean is decided it stays so: a few launches more for the rest are no second question about it. */
  #isDecided(): boolean {
    if (this.#launches === 0 || this.#rule === null) return false;
    if (this.#launchesToDecision === null) {
      const { state } = decideSequentially(this.#logRatios, this.#rule, false);
      if (state === "continue" || state === "inconclusive") return false;
      // What is slower fails, whatever its tail and its budgets are.
      if (state === "regression") return true;
      this.#launchesToDecision = this.#launches;
    }
    if (this.#launches >= stretchAfterDecision * this.#launchesToDecision) return true;
    return !this.#tailNeedsMore() && !this.#budgets.needsMore;
  }

  #tailNeedsMore(): boolean {
    const rule = this.#tailRule;
    if (rule === null || this.#tailLogRatios.length < rule.firstLook) return false;
    const looksSlower = mean(this.#tailLogRatios) > Math.log1p(rule.tolerance);
    return looksSlower && decideSequentially(this.#tailLogRatios, rule, false).state === "continue";
  }
}
