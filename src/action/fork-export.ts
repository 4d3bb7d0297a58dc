// A fork's pull request, in its own run: the token can only read, so its bundle is left for the trusted run to judge.
import { cp, link, mkdir, mkdtemp, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as core from "@actions/core";
import { type Bundle, objectNames, objectPath } from "../bundle/index.ts";
import { uploadArtifact } from "../github/index.ts";
import { exportCommits } from "../pipeline.ts";
import { type Job, requiredConnection } from "./job.ts";
import { surroundings } from "./job-surroundings.ts";
import { forkArtifact } from "./run-context.ts";
import type { WorkflowEvent } from "./workflow-event.ts";

const retentionDays = 3;

/** Exports the pull request's last commit. Nothing is decided here: the commit status stays as it is. */
export async function forkExport(job: Job, event: Extract<WorkflowEvent, { kind: "pull-request" }>): Promise<number> {
  const { run } = requiredConnection(job, "A fork's pull request");
  const { workingDirectory: directory, config: configFile, python = null } = job.inputs;
  const revisions = { directory, configFile, python, base: null, head: event.head };
  await using exported = await exportCommits(revisions, await surroundings(job.signal, false));
  await uploadBundle(forkArtifact(run.runId, run.attempt), exported.head.bundle);
  core.setOutput("verdict", "");
  core.setOutput("jobs", "");
  core.notice("Exported. The check `pacegate` is decided by the trusted workflow, which measures this bundle.");
  return 0;
}

async function uploadBundle(artifact: string, bundle: Bundle): Promise<void> {
  // Beside the objects, so that a second name for each is enough.
  const folder = await mkdtemp(join(dirname(bundle.objectsDirectory), "tmp", `${process.pid}-fork-`));
  await using _folder = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
  await mkdir(join(folder, "bundle"));
  await mkdir(join(folder, "objects"));
  const files = [join(folder, "bundle", "manifest.json")];
  await cp(join(bundle.directory, "manifest.json"), join(folder, "bundle", "manifest.json"));
  for (const name of objectNames(bundle)) {
    const file = join(folder, "objects", name);
    await link(objectPath(bundle, name), file);
    files.push(file);
  }
  await uploadArtifact(artifact, folder, files, retentionDays);
}
