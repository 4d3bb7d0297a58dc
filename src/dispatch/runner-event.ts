// What following runners needs to know, and what it tells while it goes on.
import type { Failure, Measurements } from "../bench/measurements.ts";
import type { PlanIdentity } from "./accept-measurements.ts";
import type { BenchRun } from "./fleet.ts";

export interface Clock {
  /** Milliseconds; only differences count. */
  now(): number;
  /** Ends early, by return or by throw, when the signal aborts. */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;
}

export interface FollowOptions extends PlanIdentity {
  /** How long a job may wait for a runner. */
  readonly queueTimeoutMs: number;
  /** How long a job may run, from when it was first seen running. */
  readonly benchTimeoutMs: number;
  /** After this long in the queue a warning is due, once a job and run. */
  readonly warnQueuedAfterMs: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

export type RunnerEvent =
  | { readonly kind: "started"; readonly run: BenchRun; readonly jobs: readonly string[] }
  /** A job's state changed; one line for a log, such as `t4: running since 10:02:03Z on runner gpu-1`. */
  | { readonly kind: "progress"; readonly target: string; readonly job: string; readonly text: string }
  | { readonly kind: "warning"; readonly text: string }
  | { readonly kind: "measurements"; readonly measurements: Measurements }
  /** For the log; the same failure is in the measurements. */
  | { readonly kind: "failure"; readonly cell: string; readonly failure: Failure };
