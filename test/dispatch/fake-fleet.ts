// A fleet and a clock that do what a test's script says, and write down what they were asked.
import { setImmediate as breathe } from "node:timers/promises";
import type { CellMeasurement, Measurements } from "../../src/bench/measurements.ts";
import type { BenchRun, Fleet, JobState } from "../../src/dispatch/fleet.ts";
import {
  type BenchJob,
  type Clock,
  dispatchToRunners,
  type FollowOptions,
  type RunnerEvent,
} from "../../src/dispatch/index.ts";
import { measured } from "../compare/measured-plan.ts";

export const planDigest = "d".repeat(64);
export const minute = 60_000;

export function job(id: string, cells: readonly string[], change: Partial<BenchJob> = {}): BenchJob {
  return { id, target: id, runsOn: ["self-hosted", id], cells, optional: false, ...change };
}

export function cell(id: string, change: Partial<CellMeasurement> = {}): CellMeasurement {
  return measured({ cell: id, launches: [], ...change });
}

export function documentOf(
  target: string,
  cells: readonly CellMeasurement[],
  change: Partial<Measurements> = {},
): Measurements {
  return {
    schema: "pacegate/measurements/1",
    pacegateVersion: "0.1.0",
    planDigest,
    target,
    cells: [...cells],
    ...change,
  };
}

export class FakeClock implements Clock {
  time = 0;
  readonly sleeps: number[] = [];
  /** Told before each sleep is over. */
  onSleep: (time: number) => void = () => {};

  now(): number {
    return this.time;
  }

  async sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    this.sleeps.push(ms);
    this.time += ms;
    this.onSleep(this.time);
    await breathe();
    signal?.throwIfAborted();
  }
}

export const done = (conclusion = "success"): JobState => ({ kind: "done", conclusion });
export const queued: JobState = { kind: "queued" };
export const running = (change: Partial<Extract<JobState, { kind: "running" }>> = {}): JobState => ({
  kind: "running",
  startedAt: "2026-01-02T10:02:03Z",
  runner: "gpu-1",
  ...change,
});

/** What one job does in one run. */
export interface JobScript {
  /** @param ms since its run was started; null: the run has not made the job yet */
  readonly state: (ms: number) => JobState | null;
  readonly measurements?: (job: BenchJob) => readonly Measurements[] | null;
}

/** Done at once, with everything that was asked for. */
export const good: JobScript = {
  state: () => done(),
  measurements: ({ target, cells }) => [
    documentOf(
      target,
      cells.map((id) => cell(id)),
    ),
  ],
};

export class FakeFleet implements Fleet {
  readonly clock: FakeClock;
  readonly runs: { readonly run: BenchRun; readonly jobs: readonly BenchJob[]; readonly startedAt: number }[] = [];
  readonly cancelled: number[] = [];
  /** Jobs whose measurements were asked for, as `run/job`. */
  readonly fetched: string[] = [];
  polls = 0;
  onCall: (call: "start" | "jobs" | "measurements" | "cancel") => void = () => {};
  readonly #script: (job: BenchJob, run: number) => JobScript;

  /** @param script what a job does; runs count from 1 */
  constructor(script: (job: BenchJob, run: number) => JobScript, clock = new FakeClock()) {
    this.#script = script;
    this.clock = clock;
  }

  async start(jobs: readonly BenchJob[]): Promise<BenchRun> {
    this.onCall("start");
    const run = { id: this.runs.length + 1, url: `https://example.test/runs/${this.runs.length + 1}` };
    this.runs.push({ run, jobs, startedAt: this.clock.time });
    return run;
  }

  async jobs({ id }: BenchRun): Promise<ReadonlyMap<string, JobState>> {
    this.onCall("jobs");
    this.polls += 1;
    return this.states(id);
  }

  /** What the run's jobs are at now, told to nobody. */
  states(id: number): ReadonlyMap<string, JobState> {
    const found = this.#run(id);
    return new Map(
      found.jobs.flatMap((each) => {
        const state = this.#script(each, id).state(this.clock.time - found.startedAt);
        return state === null ? [] : [[each.id, state]];
      }),
    );
  }

  async measurements({ id }: BenchRun, name: string): Promise<readonly Measurements[] | null> {
    this.onCall("measurements");
    this.fetched.push(`${id}/${name}`);
    const found = this.#run(id).jobs.find((each) => each.id === name);
    if (found === undefined) throw new Error(`no job ${name}`);
    return this.#script(found, id).measurements?.(found) ?? null;
  }

  async cancel({ id }: BenchRun): Promise<void> {
    this.cancelled.push(id);
    this.onCall("cancel");
  }

  #run(id: number) {
    const found = this.runs[id - 1];
    if (found === undefined) throw new Error(`no run ${id}`);
    return found;
  }
}

export function options(fleet: FakeFleet, change: Partial<FollowOptions> = {}): FollowOptions {
  return {
    planDigest,
    pacegateVersion: "0.1.0",
    queueTimeoutMs: 30 * minute,
    benchTimeoutMs: 60 * minute,
    warnQueuedAfterMs: 5 * minute,
    clock: fleet.clock,
    ...change,
  };
}

export class Followed {
  readonly events: RunnerEvent[] = [];

  get documents(): Measurements[] {
    return this.events.flatMap((event) => (event.kind === "measurements" ? [event.measurements] : []));
  }

  /** Cells with a measurement, and cells with a failure: the message. */
  get cells(): Record<string, string> {
    const pairs = this.documents.flatMap(({ cells }) =>
      cells.map((each) => [
        each.cell,
        each.failures.map(({ kind, message }) => `${kind}: ${message}`).join() || "measured",
      ]),
    );
    return Object.fromEntries(pairs);
  }

  lines(kind: "progress" | "warning"): string[] {
    return this.events.flatMap((event) => (event.kind === kind ? [event.text] : []));
  }
}

/** @param until leave the loop after this event, as a consumer may */
export async function follow(
  jobs: readonly BenchJob[],
  fleet: FakeFleet,
  change: Partial<FollowOptions> = {},
  until: (event: RunnerEvent, count: number) => boolean = () => false,
): Promise<Followed> {
  const followed = new Followed();
  for await (const event of dispatchToRunners(jobs, fleet, options(fleet, change))) {
    followed.events.push(event);
    if (until(event, followed.events.length)) break;
  }
  return followed;
}
