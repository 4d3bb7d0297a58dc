// The team's runners, as the dispatcher asks for them: one run of the bench workflow, its jobs, and what they uploaded.
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Measurements } from "../bench/measurements.ts";
import type { BenchJob, BenchRun, Fleet, JobState } from "../dispatch/fleet.ts";
import { type ArtifactDetails, type DownloadLimits, downloadArtifact, listArtifacts } from "./artifacts.ts";
import type { GitHubClient } from "./client.ts";
import { GitHubError } from "./github-error.ts";
import { type SearchPace, startWorkflow } from "./workflow-dispatch.ts";
import { cancelRun, listRunJobs, type RunJob, readRun } from "./workflow-runs.ts";

export interface FleetOptions {
  /** Not ended by what ends the gate. */
  readonly lastWords: GitHubClient;
  /** File name of the bench workflow. */
  readonly workflow: string;
  /** The default branch: only what is merged may start jobs on the team's machines. */
  readonly ref: string;
  /** The bench request for some jobs, as they get it. */
  readonly request: (jobs: readonly BenchJob[]) => string;
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
  const { workflow, ref, request, lastWords, limits, read, onStarted, search } = options;
  const listed = new Map<number, readonly ArtifactDetails[]>();
  const asked = new Map<number, readonly string[]>();

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
      // Not ended by what ends the gate: a run whose start was cut off could not be cancelled by anybody.
      const run = await startWorkflow(lastWords, { workflow, ref, inputs, nonce }, limits.signal, search);
      asked.set(
        run.id,
        jobs.map(({ id }) => id),
      );
      onStarted(run);
      return run;
    },
    async jobs(run) {
      const ids = asked.get(run.id) ?? [];
      const states = await listStates(client, run);
      if (ids.every((id) => states.has(id))) return states;
      // Jobs that never come would be waited for until the time in the queue is over.
      const { status, conclusion } = await readRun(client, run.id);
      if (status !== "completed") return states;
      // Asked for again, now that it is final: the first list may be older than the end of the run.
      const last = await listStates(client, run);
      if (!ids.some((id) => last.has(id))) throw withoutJobs(run, conclusion, options);
      const missing = ids.filter((id) => !last.has(id)).map((id) => [id, neverMade] as const);
      return new Map([...last, ...missing]);
    },
    async measurements(run, job) {
      const artifact = await findArtifact(run, job);
      if (artifact === undefined) return null;
      // New each time: a folder that an earlier gate left must not stand in for this download.
      const temporary = await mkdtemp(join(tmpdir(), "pacegate-measurements-"));
      await using _temporary = { [Symbol.asyncDispose]: () => rm(temporary, { recursive: true, force: true }) };
      const unpacked = join(temporary, "files");
      await downloadArtifact(client, artifact, unpacked, limits);
      return await read(unpacked);
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

/** Of a job that was asked for and that its run, which is over, does not have. */
const neverMade: JobState = { kind: "done", conclusion: "no job of its name" };

async function listStates(client: GitHubClient, { id }: BenchRun): Promise<ReadonlyMap<string, JobState>> {
  return new Map((await listRunJobs(client, id)).map((job) => [job.name, stateOf(job)]));
}

/** The run is over and has no job that was asked for. */
function withoutJobs({ url }: BenchRun, conclusion: string | null, { workflow, ref }: FleetOptions): GitHubError {
  return new GitHubError("answer", null, {
    what: `The bench run ${url} ended with ${conclusion ?? "no conclusion"} and has none of the jobs that were asked for.`,
    remedy: `${workflow} on ${ref} does not fit: write it with \`pacegate init --force\`, and merge it. The page of the run says more.`,
  });
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
