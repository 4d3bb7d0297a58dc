// The team's runners, as the dispatcher asks for them: one run of the bench workflow, its jobs, and what they uploaded.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Measurements } from "../bench/measurements.ts";
import type { BenchJob, BenchRun, Fleet, JobState } from "../dispatch/fleet.ts";
import { type ArtifactDetails, type DownloadLimits, downloadArtifact, listArtifacts } from "./artifacts.ts";
import type { GitHubClient } from "./client.ts";
import { type SearchPace, startWorkflow } from "./workflow-dispatch.ts";
import { cancelRun, listRunJobs, type RunJob } from "./workflow-runs.ts";

export interface FleetOptions {
  /** Not ended by what ends the gate. */
  readonly lastWords: GitHubClient;
  /** File name of the bench workflow. */
  readonly workflow: string;
  /** The default branch: only what is merged may start jobs on the team's machines. */
  readonly ref: string;
  /** The bench request for some jobs, as they get it. */
  readonly request: (jobs: readonly BenchJob[]) => string;
  /** New folders are made in it. */
  readonly folder: string;
  readonly limits: DownloadLimits;
  readonly read: (folder: string) => Promise<readonly Measurements[]>;
  /** Told each run as soon as it is started, so that whoever ends this process can cancel it. */
  readonly onStarted: (run: BenchRun) => void;
  readonly search?: SearchPace;
}

/** The name ends with the attempt: a job that was run again has uploaded twice. */
export function measurementsArtifact(job: string, attempt: number): string {
  return `pacegate-measurements-${job}-${attempt}`;
}

export function githubFleet(client: GitHubClient, options: FleetOptions): Fleet {
  const { workflow, ref, request, folder, lastWords, limits, read, onStarted, search } = options;
  const listed = new Map<number, readonly ArtifactDetails[]>();

  /** One listing serves all jobs that had uploaded by then. */
  const findArtifact = async (run: BenchRun, job: string): Promise<ArtifactDetails | undefined> => {
    const known = newestMeasurements(listed.get(run.id) ?? [], job);
    if (known !== undefined) return known;
    const artifacts = await listArtifacts(client, run.id);
    listed.set(run.id, artifacts);
    return newestMeasurements(artifacts, job);
  };

  return {
    async start(jobs: readonly BenchJob[]) {
      const nonce = randomUUID();
      const matrix = jobs.map(({ id, runsOn }) => ({ id, "runs-on": runsOn }));
      const inputs = { request: request(jobs), jobs: JSON.stringify(matrix), nonce };
      const run = await startWorkflow(client, { workflow, ref, inputs, nonce }, limits.signal, search);
      onStarted(run);
      return run;
    },
    async jobs(run) {
      return new Map((await listRunJobs(client, run.id)).map((job) => [job.name, stateOf(job)]));
    },
    async measurements(run, job) {
      const artifact = await findArtifact(run, job);
      if (artifact === undefined) return null;
      const target = join(folder, `${run.id}-${artifact.name}`);
      await downloadArtifact(client, artifact, target, limits);
      return read(target);
    },
    cancel: (run) => cancelRun(lastWords, run.id),
  };
}

/** What a job uploaded last, or undefined. */
export function newestMeasurements(artifacts: readonly ArtifactDetails[], job: string): ArtifactDetails | undefined {
  const prefix = measurementsArtifact(job, 0).slice(0, -1);
  const attempt = ({ name }: ArtifactDetails): number =>
    name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)) ? Number(name.slice(prefix.length)) : 0;
  return artifacts.filter((artifact) => attempt(artifact) > 0).toSorted((a, b) => attempt(b) - attempt(a))[0];
}

function stateOf(job: RunJob): JobState {
  switch (job.state) {
    case "queued":
      return { kind: "queued" };
    case "running":
      return { kind: "running", startedAt: job.startedAt, runner: job.runner };
    case "done":
      return { kind: "done", conclusion: job.conclusion };
  }
}
