// The team's runners as the pipeline is given them: the parcel goes up as an artifact, the bench workflow takes it down.
import { join } from "node:path";
import * as core from "@actions/core";
import type { Measurements } from "../bench/measurements.ts";
import { type Parcel, writeBenchRequest } from "../dispatch/index.ts";
import { githubFleet, readDefaultBranch, uploadArtifact } from "../github/index.ts";
import type { Runners } from "../measure.ts";
import { ResultsFolder } from "../results/index.ts";
import { dispatchedRuns } from "./dispatched-runs.ts";
import { type Job, requiredConnection } from "./job.ts";
import { parcelArtifact } from "./run-context.ts";

/** Long enough for a re-run the next day, short enough to cost little. */
const retentionDays = 3;
/** A job's raw durations; some tens of megabytes where it has many cells. */
const maxMeasurementsBytes = 512 * 1024 ** 2;
/** After this long in the queue somebody should look whether the runner is there. */
const warnQueuedAfterMs = 5 * 60_000;

/** @returns null where there is no line to GitHub, or the inputs ask for this machine alone */
export function findRunners(job: Job): Runners | null {
  const { inputs, signal, clock } = job;
  if (inputs.dispatch === "local") return null;
  if (inputs.dispatch === "auto" && job.connection === null) return null;
  const { client, lastWords, run } = requiredConnection(job, "Dispatching");
  return {
    queueTimeoutMs: inputs.queueTimeoutSeconds * 1000,
    benchTimeoutMs: inputs.benchTimeoutSeconds * 1000,
    warnQueuedAfterMs,
    clock,
    hire: async (parcel, folder, files) => {
      const artifact = parcelArtifact(run);
      await uploadArtifact(
        artifact,
        folder,
        files.map((file) => join(folder, file)),
        retentionDays,
      );
      return githubFleet(client, {
        lastWords,
        workflow: inputs.benchWorkflow,
        ref: await readDefaultBranch(client),
        request: (jobs) => writeBenchRequest({ run: run.runId, artifact }, parcel, jobs),
        limits: measurementsLimits(signal),
        read: readMeasurements,
        onStarted: ({ id }) => core.saveState(dispatchedRuns.name, dispatchedRuns.add(id)),
      });
    },
  };
}

export function measurementsLimits(signal: AbortSignal) {
  return {
    allowed: /^measurements\.json$/,
    maxEntries: 1,
    maxBytes: maxMeasurementsBytes,
    maxZipBytes: maxMeasurementsBytes,
    signal,
  };
}

/** What a bench job uploaded, checked as a document. */
export function readMeasurements(folder: string): Promise<readonly Measurements[]> {
  return new ResultsFolder(folder).readMeasurements();
}

/** Bytes of what travels: a language model of several billion weights fits, a disk-filling hoax does not. */
export function parcelLimits(signal: AbortSignal, allowed: RegExp) {
  const gibibyte = 1024 ** 3;
  return { allowed, maxEntries: 20_010, maxBytes: 32 * gibibyte, maxZipBytes: 16 * gibibyte, signal };
}

/** Name of the artifact and where it is, as the bench workflow's jobs are told. */
export function requestFor(job: Job, parcel: Parcel): string {
  const { run } = requiredConnection(job, "Mode export");
  return writeBenchRequest({ run: run.runId, artifact: parcelArtifact(run) }, parcel, parcel.jobs);
}
