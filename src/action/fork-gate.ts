// A fork's pull request, decided: in a trusted run on the default branch, from the bundle that the fork's own run left.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import * as core from "@actions/core";
import { type Bundle, openBundle } from "../bundle/index.ts";
import { type Config, compareSettings, judgingConfig, parseConfig, withFailOn } from "../config/index.ts";
import {
  downloadArtifact,
  findMergeBase,
  findPullRequest,
  GitHubError,
  listArtifacts,
  type PullRequestDetails,
  readFileAt,
  readRun,
} from "../github/index.ts";
import { exportCommits, gateBundles } from "../pipeline.ts";
import { ResultsFolder } from "../results/index.ts";
import { readReview } from "./acceptance.ts";
import { type Announced, announceFailure, announcePending } from "./announced.ts";
import type { Connection } from "./connection.ts";
import { dispatchedRuns } from "./dispatched-runs.ts";
import { finish, reviewOf } from "./finish.ts";
import { type Job, requiredConnection, say } from "./job.ts";
import { surroundings } from "./job-surroundings.ts";
import { bringBundles } from "./kept-bundles.ts";
import { forkArtifact } from "./run-context.ts";
import { findRunners, parcelLimits } from "./runners.ts";

/** All that a fork may hand over: one bundle. */
const forkEntries = /^(?:bundle\/manifest\.json|objects\/[0-9a-f]{64})$/;

/** In the trusted run, on the default branch: number and commit come from GitHub, the bundle is data. */
export async function forkGate(job: Job, runId: number): Promise<number> {
  const connection = requiredConnection(job, "A fork's pull request");
  const { client } = connection;
  const run = await readRun(client, runId);
  const own = `${client.repository.owner}/${client.repository.name}`;
  if (run.event !== "pull_request" || run.headRepository === own) {
    return leave("The run that ended is no fork's pull request: its own gate decides it.");
  }
  const { headOwner: owner, headRef: ref, headSha: sha } = run;
  if (owner === null || ref === null) {
    return leave(
      "The fork is gone, so GitHub does not say any more which pull request its run was of: the check `pacegate` stays undecided. Its author can open the pull request again from a new fork.",
    );
  }
  const announced: Announced | null = job.inputs.dryRun || !job.inputs.status ? null : { connection, sha };
  try {
    const pullRequest = await findPullRequest(client, { owner, ref, sha });
    if (pullRequest === null) {
      return leave("The pull request has a newer commit or is closed: there is nothing to decide.");
    }
    await announcePending(announced, "Checking the fork's bundle and measuring it.");
    return await decide(job, connection, announced, pullRequest, runId);
  } catch (error) {
    await announceFailure(announced, error);
    throw error;
  }
}

function leave(why: string): number {
  say(why);
  core.setOutput("verdict", "");
  return 0;
}

async function decide(
  job: Job,
  connection: Connection,
  announced: Announced | null,
  pullRequest: PullRequestDetails,
  runId: number,
): Promise<number> {
  const { inputs, signal } = job;
  const { client } = connection;
  const world = await surroundings(signal, true);
  const temporary = await mkdtemp(join(tmpdir(), "pacegate-fork-"));
  await using _temporary = { [Symbol.asyncDispose]: () => rm(temporary, { recursive: true, force: true }) };
  const head = await readForkBundle(job, connection, runId, pullRequest.headSha, temporary);

  const baseCommit = await findMergeBase(client, pullRequest.baseSha, pullRequest.headSha);
  const { workingDirectory: directory, config: configFile, python = null } = inputs;
  await using exported = await exportCommits(
    {
      directory,
      configFile,
      python,
      base: null,
      head: baseCommit,
      onCommits: () => bringBundles(job, baseCommit, world.environment),
    },
    world,
  );
  const base = exported.head.config;
  const headConfig = await readHeadConfig(job, connection, pullRequest.headSha);
  const review = reviewOf((now) => readReview(connection, pullRequest.number, now), pullRequest.headSha);
  const runners = findRunners(job);
  const results = new ResultsFolder(resolve(inputs.results ?? join(temporary, "results")));
  const judged = await gateBundles(
    {
      base: exported.head.bundle,
      head,
      baseHasConfig: true,
      oneEnvironment: false,
      pythonMayRun: false,
      codeIsHere: false,
      // What is measured is the fork's to say; where, how long and by what it is judged is not.
      config: withFailOn({ ...base, models: judgingConfig(base, headConfig).models }, inputs.failOn),
      settingChanges: compareSettings(base, headConfig),
      runners,
      acceptances: async () => (await review.read(world.now()))?.acceptances ?? [],
    },
    results,
    world,
  );
  core.saveState(dispatchedRuns.name, "[]");
  // Awaited, since what it uploads lies in the temporary folder.
  return await finish(job, announced, judged, review, world.now());
}

async function readForkBundle(
  { signal }: Job,
  { client }: Connection,
  runId: number,
  headSha: string,
  temporary: string,
): Promise<Bundle> {
  const prefix = forkArtifact(runId, 0).slice(0, -1);
  const artifacts = (await listArtifacts(client, runId)).filter(
    ({ name }) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)),
  );
  const newest = artifacts.toSorted(
    (a, b) => Number(b.name.slice(prefix.length)) - Number(a.name.slice(prefix.length)),
  )[0];
  if (newest === undefined) {
    throw new GitHubError("not-found", null, {
      what: "The fork's run left no bundle: its export failed.",
      where: `run ${runId}`,
      remedy: "Its log says why; the pull request's author can see it.",
    });
  }
  const folder = join(temporary, "fork");
  await downloadArtifact(client, newest, folder, parcelLimits(signal, forkEntries));
  const bundle = await openBundle(join(folder, "bundle"), { objectsDirectory: join(folder, "objects") });
  if (bundle.manifest.commit === headSha) return bundle;
  throw new GitHubError("answer", null, {
    what: `The fork's bundle says that it is of ${bundle.manifest.commit?.slice(0, 12) ?? "no commit"}, not of ${headSha.slice(0, 12)}.`,
    remedy: "Run the pull request's own workflow again.",
  });
}

/** Read as data; its models say what is measured. */
async function readHeadConfig({ inputs }: Job, { client }: Connection, headSha: string): Promise<Config> {
  const path = relative(".", join(inputs.workingDirectory, inputs.config));
  const text = await readFileAt(client, path, headSha);
  if (text !== null) return parseConfig(text, path);
  throw new GitHubError("not-found", null, {
    what: `The fork's commit has no ${path}.`,
    remedy: "Put it back: a change that takes the gate away cannot be judged by it.",
  });
}
