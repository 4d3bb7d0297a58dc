// Which two commits a job is about, by its inputs and by what started it.
import { listReleases } from "../github/index.ts";
import type { GateInput, Revisions } from "../pipeline.ts";
import { InputError } from "./action-inputs.ts";
import { type Job, requiredConnection } from "./job.ts";

type Ends = Pick<GateInput, "base" | "head" | "pullRequest" | "anchor">;

/** With the release that a night is compared with: asked for once, since another may be published meanwhile. */
export async function findRevisions(job: Job): Promise<Omit<Revisions, "onCommits"> & Pick<GateInput, "anchor">> {
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
    case "night": {
      const anchor = await findAnchor(job);
      return { base: tagRef(anchor), anchor };
    }
    case "release": {
      const previous = await findPrevious(job, event.tag);
      return { base: previous === null ? null : tagRef(previous) };
    }
    case "workflow-run":
    case "manual":
      return {};
  }
}

/** A tag is git's, so a checkout with `fetch-depth: 0` has it. */
function tagRef(tag: string): string {
  return `refs/tags/${tag}`;
}

/** Tag of the newest release but the one that is gated. */
async function findPrevious(job: Job, tag: string | null): Promise<string | null> {
  const releases = await listReleases(requiredConnection(job, "Finding the last release").client);
  return releases.find((release) => release.tag !== tag)?.tag ?? null;
}

async function findAnchor(job: Job): Promise<string> {
  const anchor = await findPrevious(job, null);
  if (anchor !== null) return anchor;
  throw new InputError({
    what: "There is no release yet, and a night is compared with the last release.",
    remedy: "Publish a release, name a commit by the input `base`, or remove `schedule` from the workflow's `on:`.",
  });
}
