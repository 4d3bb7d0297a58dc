// Mode bench: what a runner of the team does. It opens a parcel, measures one job of it, and uploads what it found.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as core from "@actions/core";
import type { Measurements } from "../bench/measurements.ts";
import { loadConfig } from "../config/index.ts";
import { type BenchJob, type Parcel, runBenchJob } from "../dispatch/index.ts";
import { errorExitCode } from "../exit-code.ts";
import { measurementsArtifact, uploadArtifact } from "../github/index.ts";
import { benchBundles } from "../pipeline.ts";
import { ResultsFolder } from "../results/index.ts";
import { bringCells, keepCells } from "./finished-cells.ts";
import { type Job, requiredConnection, requiredInput, say } from "./job.ts";
import { surroundings } from "./job-surroundings.ts";
import { downloadParcel } from "./parcel-download.ts";

const retentionDays = 3;

export async function benchMode(job: Job): Promise<number> {
  if (job.inputs.request === undefined) return benchFolders(job);
  const { signal } = job;
  const { run } = requiredConnection(job, "Mode bench");
  const id = requiredInput(job.inputs.job, "job", "bench");
  const temporary = await mkdtemp(join(tmpdir(), "pacegate-bench-"));
  await using _temporary = { [Symbol.asyncDispose]: () => rm(temporary, { recursive: true, force: true }) };
  const { parcel, jobNamed } = await downloadParcel(job, job.inputs.request, temporary);
  const benchJob = jobNamed(id);
  const results = new ResultsFolder(join(temporary, "results"));
  const measured = await measure(job, parcel, benchJob);
  await results.writeMeasurements([measured]);
  // After a cancelled job what there is is uploaded all the same: it is kept, and the rest is measured elsewhere.
  await uploadArtifact(
    measurementsArtifact(id, run.attempt),
    results.directory,
    [join(results.directory, "measurements.json")],
    retentionDays,
  );
  signal.throwIfAborted();
  core.setOutput("verdict", "");
  return 0;
}

async function measure(job: Job, parcel: Parcel, benchJob: BenchJob): Promise<Measurements> {
  const world = await surroundings(job.signal, true);
  const known = await bringCells(parcel, benchJob, world.environment);
  if (known !== null) return known;
  const measured = await runBenchJob(parcel, benchJob, {
    environment: world.environment,
    random: world.random,
    signal: job.signal,
    onEvent: (event) =>
      say(event.kind === "progress" ? event.text : `${event.cell}: ${event.failure.kind}, ${event.failure.message}`),
  });
  await keepCells(parcel, benchJob, measured, world.environment);
  return measured;
}

/** Two bundles' folders, measured where they lie. */
async function benchFolders({ inputs, signal }: Job): Promise<number> {
  const results = new ResultsFolder(resolve(requiredInput(inputs.results, "results", "bench")));
  const head = requiredInput(inputs.head, "head", "bench");
  const config = await loadConfig(resolve(inputs.workingDirectory, inputs.config));
  const bundles = { base: inputs.base ?? null, head, config };
  const { unmeasured } = await benchBundles(bundles, results, await surroundings(signal, true));
  core.setOutput("results", results.directory);
  core.setOutput("verdict", "");
  return unmeasured.length === 0 ? 0 : errorExitCode;
}
