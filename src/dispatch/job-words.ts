// What the log and the verdict say about jobs on runners elsewhere.
import type { BenchJob, BenchRun, JobState } from "./fleet.ts";
import type { JobWork } from "./job-work.ts";

/** Reasons of one job that are told; a hostile runner could send thousands. */
const maxReasons = 3;

/** `t4: running since 10:02:03Z on runner gpu-1`. */
export function stateLine(job: BenchJob, state: Exclude<JobState, { kind: "done" }>): string {
  switch (state.kind) {
    case "queued":
      return `${job.id}: queued for a runner with the labels ${labels(job)}`;
    case "running": {
      const since = clockTime(state.startedAt);
      const runner = state.runner === null ? "" : ` on runner ${oneLine(state.runner)}`;
      return `${job.id}: running${since === null ? "" : ` since ${since}`}${runner}`;
    }
  }
}

/** @param measured cells of the job that have a measurement now */
export function doneLine({ job, lost }: JobWork, conclusion: string, measured: number, asked: number): string {
  const how = conclusion === "success" ? "done" : `ended with ${oneLine(conclusion)}`;
  const cells = `${measured} of ${asked} ${asked === 1 ? "cell" : "cells"} measured`;
  return `${job.id}: ${how}, ${cells}${measured === asked || lost === null ? "" : `: ${lost}`}`;
}

export function queuedWarning(job: BenchJob, waitedMs: number, queueTimeoutMs: number): string {
  const then = job.optional ? "the gate does without it" : "its cells fail";
  return `${job.id} has been queued for ${duration(waitedMs)}: no runner with the labels ${labels(job)} has taken it. After ${duration(queueTimeoutMs)} ${then}.`;
}

export function notMadeWarning(job: BenchJob, { url }: BenchRun, waitedMs: number, queueTimeoutMs: number): string {
  return `The bench run ${url} has not made the job ${job.id} for ${duration(waitedMs)}: its page says why. After ${duration(queueTimeoutMs)} its cells fail.`;
}

export function restartWarning(missing: readonly JobWork[]): string {
  const jobs = missing.map(({ job, open }) => `${job.id} (${open.size} of ${job.cells.length} cells)`);
  return `Cells without a measurement are started once more: ${jobs.join(", ")}.`;
}

export function noRunner(job: BenchJob, queueTimeoutMs: number): string {
  return `no runner with the labels ${labels(job)} took the job within ${duration(queueTimeoutMs)}`;
}

export function notMade(job: BenchJob, { url }: BenchRun, queueTimeoutMs: number): string {
  return `the bench run ${url} had no job ${job.id} within ${duration(queueTimeoutMs)}`;
}

export function jobTimedOut(job: BenchJob, runner: string | null, benchTimeoutMs: number): string {
  const where = runner === null ? "" : ` on runner ${oneLine(runner)}`;
  return `the bench job ${job.id}${where} was not done within ${duration(benchTimeoutMs)}`;
}

/** Why cells of a job that ended have no measurement. */
export function jobLost(job: BenchJob, conclusion: string, reasons: readonly string[]): string {
  const told = reasons.slice(0, maxReasons);
  const more = reasons.length - told.length;
  const why = [...told, ...(more > 0 ? [`${more} more such reasons`] : [])].join(", ");
  return `the bench job ${job.id} ended with ${oneLine(conclusion)} and without a measurement of this cell${why === "" ? "" : ` (${why})`}`;
}

/** The second try's reason, and the first's. */
export function onceMore(now: string, before: string | null): string {
  return before === null ? now : `${now}; the first time ${before}`;
}

/** An error's message in one line, without the full stop at its end. */
export function errorLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return oneLine(message).replace(/\.$/, "");
}

/** Text from elsewhere may hold line breaks, which a log would take for lines of its own. */
function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
}

const labels = ({ runsOn }: BenchJob): string => runsOn.map(oneLine).join(", ");

/** HH:MM:SSZ, or null for what is no time. */
function clockTime(text: string): string | null {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? null : `${time.toISOString().slice(11, 19)}Z`;
}

function duration(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
