// What is known of one cell while it is measured: launches, failures, parity; and whether to go on.
import type { MeasuredCellPlan } from "../plan/bench-plan.ts";
import { NoiseError, StatisticsError } from "../statistics/index.ts";
import { describeEnvironment, loadNow, machineThreads } from "./environment.ts";
import { launchClockProblem } from "./launch-clock.ts";
import type { CellMeasurement, Failure, FailureKind, Launch, Parity, StopReason } from "./measurements.ts";
import { StopRule, type Thresholds } from "./stop-rule.ts";

/** These come back however often one tries; the others deserve one more launch. */
const certain: ReadonlySet<FailureKind> = new Set(["unsupported", "wrong-output", "missing-input"]);
const retries = 1;

export class CellRecord {
  readonly cell: MeasuredCellPlan;
  readonly threads: number;
  readonly #rule: StopRule;
  readonly #loadBefore = loadNow();
  readonly #launches: Launch[] = [];
  readonly #failures: Failure[] = [];
  /** The latest that came back, whether it was kept or not. */
  #before: Launch | null = null;
  #parity: readonly Parity[] = [];
  #runtime: string | null = null;
  #seconds = 0;
  #stop: StopReason | null = null;

  constructor(cell: MeasuredCellPlan, thresholds: Thresholds) {
    this.cell = cell;
    this.threads = cell.threads ?? machineThreads();
    this.#rule = new StopRule(cell, thresholds);
  }

  /** Null while there is more to measure. */
  get stop(): StopReason | null {
    return this.#stop;
  }

  get launches(): number {
    return this.#launches.length;
  }

  get seconds(): number {
    return this.#seconds;
  }

  get failures(): readonly Failure[] {
    return this.#failures;
  }

  /** Launches tried so far, the failed ones included: the index of the next. */
  get nextLaunch(): number {
    return this.#launches.length + this.#failures.length;
  }

  addLaunch(launch: Launch, parity: readonly Parity[], runtime: string, seconds: number): void {
    this.#runtime = runtime;
    const clock = launchClockProblem(launch, this.#before);
    this.#before = launch;
    if (clock !== null) {
      this.#discard(launch, "clock-jumped", `${clock}.`, seconds);
      return;
    }
    try {
      this.#rule.add(launch, seconds);
    } catch (error) {
      if (!(error instanceof StatisticsError)) throw error;
      this.#discard(launch, error instanceof NoiseError ? "too-noisy" : "timed-out", error.what, seconds);
      return;
    }
    this.#launches.push(launch);
    this.#parity = worstParity(this.#parity, parity);
    this.#seconds += seconds;
    this.#stop = this.#rule.reason(this.#seconds);
  }

  addFailure(failure: Failure, seconds: number): void {
    this.#failures.push(failure);
    this.#seconds += seconds;
    if (certain.has(failure.kind) || this.#failures.length > retries) this.#stop = "failed";
    else if (this.#seconds >= this.#rule.secondsLimit) this.#stop = this.#launches.length > 0 ? "time-limit" : "failed";
  }

  /** It tells nothing, so it is not kept. */
  #discard({ index }: Launch, kind: FailureKind, problem: string, seconds: number): void {
    const message = `${this.#isRetried(seconds) ? "the launch is measured again. " : ""}${problem}`;
    this.addFailure({ kind, side: null, launch: index, message, stderrTail: [] }, seconds);
  }

  /** Whether a failure that may be the machine's, and took so long, is followed by another launch. */
  #isRetried(seconds: number): boolean {
    return this.#failures.length < retries && this.#seconds + seconds < this.#rule.secondsLimit;
  }

  cancel(): void {
    this.#stop ??= "cancelled";
  }

  measurement(): CellMeasurement {
    const environment =
      this.#runtime === null ? null : describeEnvironment(this.#runtime, this.threads, this.#loadBefore);
    return {
      cell: this.cell.id,
      launches: this.#launches,
      parity: [...this.#parity],
      failures: this.#failures,
      stop: this.#stop ?? "cancelled",
      seconds: this.#seconds,
      environment,
    };
  }
}

/** Every launch checks anew; the largest differences are the ones to show. */
export function worstParity(known: readonly Parity[], added: readonly Parity[]): readonly Parity[] {
  return added.map((parity) => {
    const before = known.find((candidate) => candidate.side === parity.side);
    if (before === undefined) return parity;
    return {
      ...parity,
      maxAbsolute: Math.max(before.maxAbsolute, parity.maxAbsolute),
      maxRelativeL2: Math.max(before.maxRelativeL2, parity.maxRelativeL2),
    };
  });
}
