// Mode report: the second half of a gate whose jobs ran elsewhere; or a verdict that is there, rendered again.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Measurements } from "../bench/measurements.ts";
import { withFailOn } from "../config/index.ts";
import { acceptMeasurements, type Parcel } from "../dispatch/index.ts";
import { downloadArtifact, type GitHubClient, listArtifacts, newestMeasurements } from "../github/index.ts";
import { finishGate } from "../pipeline.ts";
import { ResultsFolder } from "../results/index.ts";
import { InputError } from "./action-inputs.ts";
import type { Announced } from "./announced.ts";
import { finish, prepareReview } from "./finish.ts";
import { type Job, requiredConnection, warn } from "./job.ts";
import { surroundings } from "./job-surroundings.ts";
import { tell } from "./outputs.ts";
import { downloadParcel } from "./parcel-download.ts";
import { measurementsLimits, readMeasurements } from "./runners.ts";

/** Of one job that are told; a runner could give thousands. */
const maxReasons = 3;

export async function reportMode(job: Job, announced: Announced | null): Promise<number> {
  const { inputs, signal } = job;
  if (inputs.request === undefined) return renderAgain(job);
  const { client } = requiredConnection(job, "Mode report");
  const temporary = await mkdtemp(join(tmpdir(), "pacegate-report-"));
  await using _temporary = { [Symbol.asyncDispose]: () => rm(temporary, { recursive: true, force: true }) };
  const { parcel, runId } = await downloadParcel(job, inputs.request, temporary);
  const elsewhere = await collectMeasurements(client, runId, parcel, join(temporary, "measurements"), signal);
  const world = await surroundings(signal, false);
  const review = prepareReview(job);
  const acceptances = (await review.read(world.now()))?.acceptances ?? [];
  const commit = parcel.plan.head.commit ?? "head";
  const results = new ResultsFolder(resolve(inputs.results ?? join(".pacegate", "results", commit)));
  const config = withFailOn(parcel.config, inputs.failOn);
  const judged = await finishGate({ ...parcel, config }, elsewhere, acceptances, results, world);
  // Awaited, since what it uploads lies in the temporary folder.
  return await finish(job, announced, judged, review, world.now());
}

/**
 * What a job left; one that left nothing usable is told here, and its cells fail as not measured. An earlier attempt's
 * measurements are of another plan where the export was run again: they cost their job alone.
 */
async function collectMeasurements(
  client: GitHubClient,
  runId: number,
  parcel: Parcel,
  folder: string,
  signal: AbortSignal,
): Promise<readonly Measurements[]> {
  const { jobs, planDigest, pacegateVersion } = parcel;
  const artifacts = jobs.length === 0 ? [] : await listArtifacts(client, runId);
  const collected: Measurements[] = [];
  for (const benchJob of jobs) {
    const { id, target } = benchJob;
    const artifact = newestMeasurements(artifacts, id);
    if (artifact === undefined) {
      warn(`The job ${id} left no measurements: its log says why.`);
      continue;
    }
    const to = join(folder, artifact.name);
    try {
      await downloadArtifact(client, artifact, to, measurementsLimits(signal));
      const { measured, refused } = acceptMeasurements(
        benchJob,
        await readMeasurements(to),
        new Set(benchJob.cells),
        parcel,
      );
      for (const why of refused.slice(0, maxReasons)) warn(`What the job ${id} left does not all count: ${why}.`);
      if (measured.length === 0) continue;
      const cells = [...measured];
      collected.push({ schema: "pacegate/measurements/1", pacegateVersion, planDigest, target, cells });
    } catch (error) {
      signal.throwIfAborted();
      warn(`What the job ${id} measured cannot be used: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return collected;
}

async function renderAgain({ inputs }: Job): Promise<number> {
  if (inputs.results === undefined) {
    throw new InputError({
      what: "There is nothing to report: the input `request` is empty, and so is `results`.",
      where: "the step's `with:`",
      remedy: "The job that exports has failed: its log says why. Elsewhere name a results folder by `results`.",
    });
  }
  const results = new ResultsFolder(resolve(inputs.results));
  return tell(await results.readVerdict(), results, inputs.summary);
}
