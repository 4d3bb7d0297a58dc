// What started the workflow: which commit it is based on, and which table of conclusions applies.
import { z } from "zod";
import type { GateEvent } from "../compare/verdict.ts";
import type { PullRequest } from "../export/index.ts";

const commit = z.string().regex(/^[0-9a-f]{40,64}$/);
/** The parts of GitHub's payloads that say what a change is based on (docs.github.com, "Webhook events and payloads"). */
const payloadSchema = z.object({
  pull_request: z.object({ base: z.object({ sha: commit }), head: z.object({ sha: commit }) }).optional(),
  merge_group: z.object({ base_sha: commit }).optional(),
  before: z.string().optional(),
});

export interface WorkflowEvent {
  readonly event: GateEvent;
  /** The commit before the change, where the payload names it. */
  readonly base?: string | undefined;
  readonly pullRequest?: PullRequest | undefined;
}

/** What `before` says of a branch's first push. */
const noCommit = /^0+$/;

/** @param name `GITHUB_EVENT_NAME`; only a schedule and a release are told from a change under review */
export function readWorkflowEvent(name: string | undefined, payload: unknown): WorkflowEvent {
  const { pull_request, merge_group, before } = payloadSchema.catch({}).parse(payload);
  const event = name === "schedule" ? "night" : name === "release" ? "release" : "pull-request";
  if (pull_request !== undefined) {
    return { event, pullRequest: { base: pull_request.base.sha, head: pull_request.head.sha } };
  }
  if (merge_group !== undefined) return { event, base: merge_group.base_sha };
  if (name === "push" && before !== undefined && !noCommit.test(before)) return { event, base: before };
  return { event };
}
