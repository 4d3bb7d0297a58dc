// Mode gate: the whole gate in one step, its jobs on the team's runners where the configuration names some.
import { join, resolve } from "node:path";
import * as core from "@actions/core";
import { gate } from "../pipeline.ts";
import { ResultsFolder } from "../results/index.ts";
import type { Announced } from "./announced.ts";
import { dispatchedRuns } from "./dispatched-runs.ts";
import { finish, prepareReview } from "./finish.ts";
import type { Job } from "./job.ts";
import { surroundings } from "./job-surroundings.ts";
import { bringBundles, keepBundles } from "./kept-bundles.ts";
import { findRevisions } from "./revisions.ts";
import { findRunners } from "./runners.ts";
import { gateEventOf } from "./workflow-event.ts";

export async function gateMode(job: Job, announced: Announced | null): Promise<number> {
  const { inputs, event, signal } = job;
  const world = await surroundings(signal, true);
  const review = prepareReview(job);
  const judged = await gate(
    {
      ...(await findRevisions(job)),
      event: inputs.event ?? gateEventOf(event),
      failOn: inputs.failOn,
      resultsFor: (head) =>
        new ResultsFolder(resolve(inputs.results ?? join(inputs.workingDirectory, ".pacegate", "results", head))),
      runners: findRunners(job),
      acceptances: async () => (await review.read(world.now()))?.acceptances ?? [],
      onCommits: ({ base }) => bringBundles(job, base, world.environment),
    },
    world,
  );
  // Nothing is left to cancel.
  core.saveState(dispatchedRuns.name, "[]");
  await keepBundles(job, judged.planned, world.environment);
  return finish(job, announced, judged, review, world.now());
}
