// Which two commits a job is about, by its inputs and by what started it.
import { listReleases } from "../github/index.ts";
import type { Revisions } from "../pipeline.ts";
import { InputError } from "./action-inputs.ts";
import { type Job, requiredConnection } from "./job.ts";

type Ends = Pick<Revisions, "base" | "head" | "pullRequest">;

export async function findRevisions(job: Job): Promise<Omit<Revisions, "onCommits">> {
  const { workingDirectory: directory, config: configFile, python = null } = job.inputs;
  return { directory, configFile, python, ...(await findEnds(job)) };
}

/** Inputs win; an explicit head belongs to no pull request that the payload knows. */
async function findEnds(job: Job): Promise<Ends> {
  const { base, head } = job.inputs;
  if (base !== undefined || head !== undefined) return { base, head };
  const { event } = job;
  switch (event.kind) {
    case "pull-request":
      return { pullRequest: { base: event.base, head: event.head } };
    case "merge-group":
      return { base: event.base };
    case "push":
      return { base: event.before ?? undefined };
    case "night":
      return { base: await findAnchor(job) };
    case "release":
      return { base: await findPrevious(job, event.tag) };
    case "workflow-run":
    case "manual":
      return {};
  }
}

/** The release that a night is compared with; null where the input `base` names something else. */
export async function anchorTag(job: Job): Promise<string | null> {
  if (job.inputs.base !== undefined) return null;
  return (await findPrevious(job, null))?.replace(/^refs\/tags\//, "") ?? null;
}

/** The newest release but the one that is gated; tags are git's, so a checkout with `fetch-depth: 0` has them. */
async function findPrevious(job: Job, tag: string | null): Promise<string | null> {
  const releases = await listReleases(requiredConnection(job, "Finding the last release").client);
  const previous = releases.find((release) => release.tag !== tag);
  return previous === undefined ? null : `refs/tags/${previous.tag}`;
}

async function findAnchor(job: Job): Promise<string> {
  const anchor = await findPrevious(job, null);
  if (anchor !== null) return anchor;
  throw new InputError({
    what: "There is no release yet, and a night is compared with the last release.",
    remedy: "Publish a release, name a commit by the input `base`, or remove `schedule` from the workflow's `on:`.",
  });
}
