// Has runners elsewhere measure a plan's jobs, and sees to it that every cell ends: measured, or failed with a reason.
import { checkJobs } from "./check-jobs.ts";
import { failCells } from "./fail-cells.ts";
import type { BenchJob, BenchRun, Fleet } from "./fleet.ts";
import { followRun } from "./follow-run.ts";
import { errorLine, restartWarning } from "./job-words.ts";
import type { JobWork } from "./job-work.ts";
import type { FollowOptions, RunnerEvent } from "./runner-event.ts";

const cancelled = "the gate was cancelled before the measurements were there";

/**
 * Starts the jobs, follows them, and hands over their measurements as they arrive. What is missing when all have ended
 * is started once more, in a second run. Every cell of every job comes exactly once in a `measurements` event: as it
 * was measured, or with a failure that says why it was not. A run with jobs that have not ended is cancelled.
 * @throws DispatchError for jobs that contradict each other
 * @throws what the fleet throws at the first start; its later errors are failures of the cells that are still open
 */
export async function* dispatchToRunners(
  jobs: readonly BenchJob[],
  fleet: Fleet,
  options: FollowOptions,
): AsyncGenerator<RunnerEvent> {
  checkJobs(jobs);
  if (jobs.length === 0) return;
  const { clock, signal } = options;
  const began = clock.now();
  const work = jobs.map((job): JobWork => ({ job, open: new Set(job.cells), lost: null }));
  const isCancelled = (): boolean => signal?.aborted === true;

  let over: string | null = null;
  if (!isCancelled()) over = yield* followRun(await fleet.start(jobs), work, fleet, options, began);

  const missing = work.filter(({ open }) => open.size > 0);
  if (missing.length > 0 && over === null && !isCancelled()) {
    yield { kind: "warning", text: restartWarning(missing) };
    const run = await startAgain(fleet, missing);
    over = run.kind === "refused" ? run.why : yield* followRun(run.run, missing, fleet, options, began);
  }
  for (const item of work.filter(({ open }) => open.size > 0)) {
    const reasons = [isCancelled() ? cancelled : over, item.lost].filter((reason) => reason !== null);
    yield* failCells(item, { kind: "job-lost", message: reasons.join("; ") }, options);
  }
}

type Restart =
  | { readonly kind: "started"; readonly run: BenchRun }
  | { readonly kind: "refused"; readonly why: string };

async function startAgain(fleet: Fleet, missing: readonly JobWork[]): Promise<Restart> {
  try {
    const run = await fleet.start(missing.map(({ job, open }) => ({ ...job, cells: [...open] })));
    return { kind: "started", run };
  } catch (error) {
    return { kind: "refused", why: `it could not be started once more: ${errorLine(error)}` };
  }
}
