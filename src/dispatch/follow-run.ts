// Follows one run of the bench workflow from its start until all its jobs have ended, or are given up.
import { acceptMeasurements } from "./accept-measurements.ts";
import { failCells } from "./fail-cells.ts";
import type { BenchJob, BenchRun, Fleet, JobState } from "./fleet.ts";
import {
  doneLine,
  errorLine,
  jobLost,
  jobTimedOut,
  noRunner,
  notMade,
  notMadeWarning,
  onceMore,
  queuedWarning,
  stateLine,
} from "./job-words.ts";
import type { JobWork } from "./job-work.ts";
import type { FollowOptions, RunnerEvent } from "./runner-event.ts";

interface FollowedJob {
  readonly work: JobWork;
  readonly asked: number;
  said: string | null;
  /** The run has made it: only then is it a runner that is missing. */
  made: boolean;
  runningSince: number | null;
  warned: boolean;
  /** Ended, or given up. */
  settled: boolean;
}

/**
 * @param began when following the first run began: the polls become rarer from then on
 * @returns why nothing further is worth a try, or null where all jobs were followed to their end
 */
export async function* followRun(
  run: BenchRun,
  work: readonly JobWork[],
  fleet: Fleet,
  options: FollowOptions,
  began: number,
): AsyncGenerator<RunnerEvent, string | null> {
  const { clock, signal } = options;
  /** Jobs that have not been seen to end. */
  const alive = new Set(work.map(({ job }) => job.id));
  let cancelAsked = false;
  const cancelWhatIsAlive = async (): Promise<void> => {
    if (alive.size === 0 || cancelAsked) return;
    cancelAsked = true;
    await fleet.cancel(run);
  };
  try {
    yield { kind: "started", run, jobs: [...alive] };
    const startedAt = clock.now();
    const jobs = work.map((item): FollowedJob => {
      const asked = item.open.size;
      return { work: item, asked, said: null, made: false, runningSince: null, warned: false, settled: false };
    });
    for (const job of jobs) yield* tellState(job, { kind: "queued" });

    let over: string | null = null;
    while (jobs.some(({ settled }) => !settled)) {
      await pause(clock, pollPauseMs(clock.now() - began), signal);
      if (signal?.aborted) break;
      const states = await readStates(fleet, run);
      if (typeof states === "string") {
        over = states;
        break;
      }
      for (const [id, { kind }] of states) if (kind === "done") alive.delete(id);
      for (const job of jobs.filter(({ settled }) => !settled)) {
        if (signal?.aborted) break;
        job.made ||= states.has(job.work.job.id);
        const state = states.get(job.work.job.id) ?? { kind: "queued" };
        yield* state.kind === "done"
          ? collect(job, state.conclusion, run, fleet, options)
          : wait(job, state, run, startedAt, options);
      }
    }
    try {
      await cancelWhatIsAlive();
    } catch (error) {
      yield { kind: "warning", text: `The bench run ${run.url} could not be cancelled: ${errorLine(error)}.` };
    }
    return over;
  } finally {
    // Whoever stops listening leaves from here, where nothing can be told any more.
    await cancelWhatIsAlive().catch(() => {});
  }
}

/** The states, or why there are none. */
async function readStates(fleet: Fleet, run: BenchRun): Promise<ReadonlyMap<string, JobState> | string> {
  try {
    return await fleet.jobs(run);
  } catch (error) {
    return `the bench run could not be followed any more: ${errorLine(error)}`;
  }
}

/** Rarer as time goes on: a bench of minutes is told within seconds, one of hours stays within the rate limit. */
export function pollPauseMs(elapsedMs: number): number {
  if (elapsedMs < 5 * 60_000) return 10_000;
  return elapsedMs < 30 * 60_000 ? 15_000 : 30_000;
}

async function pause(clock: FollowOptions["clock"], ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

function* tellState(job: FollowedJob, state: Exclude<JobState, { kind: "done" }>): Generator<RunnerEvent> {
  const text = stateLine(job.work.job, state);
  if (text === job.said) return;
  job.said = text;
  const { id, target } = job.work.job;
  yield { kind: "progress", target, job: id, text };
}

/** A job that has not ended: tells its state, and gives it up when its time is over. */
function* wait(
  item: FollowedJob,
  state: Exclude<JobState, { kind: "done" }>,
  run: BenchRun,
  startedAt: number,
  options: FollowOptions,
): Generator<RunnerEvent> {
  const { clock, queueTimeoutMs, benchTimeoutMs, warnQueuedAfterMs } = options;
  const { work, made } = item;
  const now = clock.now();
  yield* tellState(item, state);
  if (state.kind === "running") item.runningSince ??= now;
  if (item.runningSince !== null) {
    if (now - item.runningSince < benchTimeoutMs) return;
    const runner = state.kind === "running" ? state.runner : null;
    item.settled = true;
    const message = onceMore(jobTimedOut(work.job, runner, benchTimeoutMs), work.lost);
    yield* failCells(work, { kind: "job-timed-out", message }, options);
    return;
  }
  const waitedMs = now - startedAt;
  if (waitedMs >= queueTimeoutMs) {
    item.settled = true;
    // Where a target may be missing, a run that makes no jobs must not be taken for one that finds no runner.
    const kind = made ? "no-runner" : "job-lost";
    const why = made ? noRunner(work.job, queueTimeoutMs) : notMade(work.job, run, queueTimeoutMs);
    yield* failCells(work, { kind, message: onceMore(why, work.lost) }, options);
  } else if (waitedMs >= warnQueuedAfterMs && !item.warned) {
    item.warned = true;
    const text = made
      ? queuedWarning(work.job, waitedMs, queueTimeoutMs)
      : notMadeWarning(work.job, run, waitedMs, queueTimeoutMs);
    yield { kind: "warning", text };
  }
}

/** A job that has ended: hands over what it measured, and notes why the rest is missing. */
async function* collect(
  item: FollowedJob,
  conclusion: string,
  run: BenchRun,
  fleet: Fleet,
  options: FollowOptions,
): AsyncGenerator<RunnerEvent> {
  const { work, asked } = item;
  const { job, open } = work;
  item.settled = true;
  const { documents, problems } = await fetchMeasurements(fleet, run, job);
  const { measured, refused } = acceptMeasurements(job, documents, open, options);
  for (const { cell } of measured) open.delete(cell);
  if (open.size > 0) work.lost = onceMore(jobLost(job, conclusion, [...problems, ...refused]), work.lost);
  const text = doneLine(work, conclusion, measured.length, asked);
  yield { kind: "progress", target: job.target, job: job.id, text };
  if (measured.length === 0) return;
  const { planDigest, pacegateVersion } = options;
  const cells = [...measured];
  yield {
    kind: "measurements",
    measurements: { schema: "pacegate/measurements/1", pacegateVersion, planDigest, target: job.target, cells },
  };
}

async function fetchMeasurements(fleet: Fleet, run: BenchRun, job: BenchJob) {
  try {
    const documents = await fleet.measurements(run, job.id);
    return { documents: documents ?? [], problems: documents === null ? ["it left no measurements"] : [] };
  } catch (error) {
    return { documents: [], problems: [`they could not be fetched: ${errorLine(error)}`] };
  }
}
