// A job's cells on their way to an end.
import type { BenchJob } from "./fleet.ts";

/** Following the job changes both of what may change. */
export interface JobWork {
  readonly job: BenchJob;
  /** Neither measured nor failed so far. */
  readonly open: Set<string>;
  /** Why the cells that are open have no measurement, once their job has ended. */
  lost: string | null;
}
