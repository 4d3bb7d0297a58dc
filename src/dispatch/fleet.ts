// What the dispatcher asks of the runners elsewhere; `github/` answers, and tests with a fleet of their own.
import type { Measurements } from "../bench/measurements.ts";

/** One job of the bench workflow: some or all cells of one target, on one runner. */
export interface BenchJob {
  /** Unique in the run and safe as a file name: `g4dn.xlarge`, or `g4dn.xlarge-2` for its second runner. */
  readonly id: string;
  readonly target: string;
  readonly runsOn: readonly string[];
  /** Ids of the plan's cells. */
  readonly cells: readonly string[];
  /** A target that may be missing: its cells are then shown as such and do not fail the gate. */
  readonly optional: boolean;
}

export interface BenchRun {
  readonly id: number;
  readonly url: string;
}

export type JobState =
  | { readonly kind: "queued" }
  | { readonly kind: "running"; readonly startedAt: string; readonly runner: string | null }
  /** `conclusion` as GitHub has it: success, failure, cancelled, timed_out, … */
  | { readonly kind: "done"; readonly conclusion: string };

export interface Fleet {
  /** Starts one run with these jobs. */
  start(jobs: readonly BenchJob[]): Promise<BenchRun>;
  /** Jobs that the run has made so far, by id; one that it never made is done once the run is over. */
  jobs(run: BenchRun): Promise<ReadonlyMap<string, JobState>>;
  /** What the job measured, checked as a document; null where it left nothing. */
  measurements(run: BenchRun, job: string): Promise<readonly Measurements[] | null>;
  cancel(run: BenchRun): Promise<void>;
}
