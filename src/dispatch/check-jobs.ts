// Whether jobs can be followed at all: each id once, each cell in one job, and each cell one that the plan has there.
import type { BenchPlan } from "../plan/bench-plan.ts";
import { DispatchError } from "./dispatch-error.ts";
import type { BenchJob } from "./fleet.ts";
import { isToMeasure } from "./is-to-measure.ts";

/** Safe as the name of a job, an artifact and a file. */
export const jobIdPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

/** @throws DispatchError */
export function checkJobs(jobs: readonly BenchJob[]): void {
  const ids = new Set<string>();
  const cells = new Map<string, string>();
  for (const job of jobs) {
    if (!jobIdPattern.test(job.id)) throw refused(`${JSON.stringify(job.id.slice(0, 200))} cannot be the id of a job.`);
    if (ids.has(job.id)) throw refused(`The job ${job.id} is there twice.`);
    ids.add(job.id);
    if (job.cells.length === 0) throw refused(`The job ${job.id} has no cells.`);
    for (const cell of job.cells) {
      const other = cells.get(cell);
      if (other !== undefined) {
        throw refused(`The cell ${JSON.stringify(cell)} is in two jobs, ${other} and ${job.id}.`);
      }
      cells.set(cell, job.id);
    }
  }
}

/** @throws DispatchError */
export function checkJobsOfPlan(jobs: readonly BenchJob[], plan: BenchPlan): void {
  checkJobs(jobs);
  const targets = new Map(plan.cells.filter(isToMeasure).map(({ id, backend }) => [id, backend?.target ?? null]));
  for (const { id, target, cells } of jobs) {
    const foreign = cells.find((cell) => targets.get(cell) !== target);
    if (foreign === undefined) continue;
    throw refused(
      targets.has(foreign)
        ? `The job ${id} is for the target ${JSON.stringify(target)}, and its cell ${JSON.stringify(foreign)} is planned elsewhere.`
        : `The job ${id} has the cell ${JSON.stringify(foreign)}, which the plan does not measure.`,
    );
  }
}

function refused(what: string): DispatchError {
  return new DispatchError({ what, remedy: "The jobs do not belong to this plan: plan again." });
}
