// Mode export: the first half of a gate whose jobs run elsewhere; leaves a parcel for the jobs that follow.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as core from "@actions/core";
import { printable } from "../describe-error.ts";
import { errorExitCode } from "../exit-code.ts";
import { uploadArtifact } from "../github/index.ts";
import { exportCommits, prepareGate } from "../pipeline.ts";
import { errorSentence } from "../plan/index.ts";
import { type Job, requiredConnection } from "./job.ts";
import { surroundings } from "./job-surroundings.ts";
import { bringBundles, keepBundles } from "./kept-bundles.ts";
import { findRevisions } from "./revisions.ts";
import { parcelArtifact } from "./run-context.ts";
import { requestFor } from "./runners.ts";
import { gateEventOf } from "./workflow-event.ts";

const retentionDays = 3;

export async function exportMode(job: Job): Promise<number> {
  if (job.connection === null) return exportAlone(job);
  const { inputs, event, signal } = job;
  const { run } = requiredConnection(job, "Mode export");
  const world = await surroundings(signal, true);
  const temporary = await mkdtemp(join(tmpdir(), "pacegate-parcel-"));
  await using _temporary = { [Symbol.asyncDispose]: () => rm(temporary, { recursive: true, force: true }) };
  const folder = join(temporary, "parcel");
  const input = {
    ...(await findRevisions(job)),
    event: inputs.event ?? gateEventOf(event),
    failOn: inputs.failOn,
    onCommits: ({ base }: { readonly base: string | null }) => bringBundles(job, base, world.environment),
  };
  const { parcel, files } = await prepareGate(input, folder, world);
  await keepBundles(job, parcel, world.environment);
  const paths = files.map((file) => join(folder, file));
  await uploadArtifact(parcelArtifact(run), folder, paths, retentionDays);
  const matrix = parcel.jobs.map(({ id, runsOn }) => ({ id, "runs-on": runsOn }));
  core.setOutput("jobs", JSON.stringify(matrix));
  core.setOutput("parcel", requestFor(job, parcel));
  // Nothing is decided here: the job that reports does that.
  core.setOutput("verdict", "");
  return 0;
}

/** Outside of a workflow: head's bundle, to look at. */
async function exportAlone(job: Job): Promise<number> {
  const revisions = await findRevisions(job);
  await using exported = await exportCommits({ ...revisions, base: null }, await surroundings(job.signal, false));
  const { directory, manifest } = exported.head.bundle;
  core.setOutput("bundle", directory);
  for (const error of manifest.errors) core.error(printable(`${error.model}: ${errorSentence(error)}`));
  core.setOutput("verdict", manifest.errors.length === 0 ? "pass" : "error");
  return manifest.errors.length === 0 ? 0 : errorExitCode;
}
