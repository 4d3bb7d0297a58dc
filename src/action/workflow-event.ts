// What started the workflow, which commits it is about, and which table of conclusions applies.
import { z } from "zod";
import type { GateEvent } from "../compare/verdict.ts";
import { InputError } from "./action-inputs.ts";

const commit = z.string().regex(/^[0-9a-f]{40,64}$/);
const repository = z.object({ full_name: z.string() });

/** The parts of GitHub's payloads that are used (docs.github.com, "Webhook events and payloads"). */
const pullRequestPayload = z.object({
  pull_request: z.object({
    number: z.int().positive(),
    base: z.object({ sha: commit, repo: repository }),
    // The fork may be gone by now.
    head: z.object({ sha: commit, repo: repository.nullable() }),
  }),
});
const mergeGroupPayload = z.object({
  merge_group: z.object({ base_sha: commit, head_sha: commit, head_ref: z.string().default("") }),
});
/** What a merge queue calls its branches: the last pull request of the group, and the commit that it is put on. */
const queueBranch = /^refs\/heads\/gh-readonly-queue\/.+\/pr-(?<number>[1-9]\d{0,8})-[0-9a-f]{40,64}$/;
const pushPayload = z.object({
  ref: z.string(),
  before: commit,
  after: commit,
  deleted: z.boolean().optional(),
  repository: z.object({ default_branch: z.string() }),
});
const releasePayload = z.object({ release: z.object({ tag_name: z.string().min(1) }) });
const workflowRunPayload = z.object({ workflow_run: z.object({ id: z.int().positive() }) });

export type WorkflowEvent =
  | {
      readonly kind: "pull-request";
      readonly number: number;
      readonly base: string;
      readonly head: string;
      /** Its head is in another repository: this job's token can read only. */
      readonly fork: boolean;
    }
  /** Another workflow's run is over: a fork's gate left its bundle. */
  | { readonly kind: "workflow-run"; readonly runId: number }
  /** `number` is that of the pull request in the queue; null where the branch does not tell. */
  | { readonly kind: "merge-group"; readonly base: string; readonly head: string; readonly number: number | null }
  /** `before` is null for a branch's first push. */
  | { readonly kind: "push"; readonly before: string | null; readonly after: string; readonly toDefault: boolean }
  | { readonly kind: "night" }
  | { readonly kind: "release"; readonly tag: string }
  /** `workflow_dispatch`, or no workflow at all. */
  | { readonly kind: "manual" };

/** What `before` says of a branch's first push. */
const noCommit = /^0+$/;

const supported = "pull_request, merge_group, push, schedule, release, workflow_run and workflow_dispatch";

function read<Payload>(schema: z.ZodType<Payload>, name: string, payload: unknown): Payload {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError({
    what: `The payload of the event ${name} is not as GitHub writes it: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}.`,
    where: "the file that GITHUB_EVENT_PATH names",
    remedy: "Run Pacegate in a workflow that GitHub started.",
  });
}

/**
 * @param name `GITHUB_EVENT_NAME`; undefined where no workflow started this
 * @throws InputError for an event that cannot be gated, and for a payload that is none
 */
export function readWorkflowEvent(name: string | undefined, payload: unknown): WorkflowEvent {
  switch (name) {
    case undefined:
    case "workflow_dispatch":
      return { kind: "manual" };
    case "pull_request": {
      const { number, base, head } = read(pullRequestPayload, name, payload).pull_request;
      const fork = head.repo?.full_name !== base.repo.full_name;
      return { kind: "pull-request", number, base: base.sha, head: head.sha, fork };
    }
    case "merge_group": {
      const { base_sha: base, head_sha: head, head_ref: ref } = read(mergeGroupPayload, name, payload).merge_group;
      const number = queueBranch.exec(ref)?.groups?.number;
      return { kind: "merge-group", base, head, number: number === undefined ? null : Number(number) };
    }
    case "push": {
      const { ref, before, after, deleted, repository } = read(pushPayload, name, payload);
      if (deleted === true) {
        throw new InputError({
          what: `The push deleted ${ref}: there is no commit to gate.`,
          remedy: "Name the branches under `on: push: branches:`, the default branch alone as a rule.",
        });
      }
      const toDefault = ref === `refs/heads/${repository.default_branch}`;
      return { kind: "push", before: noCommit.test(before) ? null : before, after, toDefault };
    }
    case "schedule":
      return { kind: "night" };
    case "release":
      return { kind: "release", tag: read(releasePayload, name, payload).release.tag_name };
    case "workflow_run":
      return { kind: "workflow-run", runId: read(workflowRunPayload, name, payload).workflow_run.id };
    case "pull_request_target":
      throw new InputError({
        what: "Under pull_request_target the code of a pull request would run with this repository's secrets.",
        where: "the workflow's `on:`",
        remedy: "Use `on: pull_request`; for forks add the workflow_run workflow that the README shows.",
      });
    default:
      throw new InputError({
        what: `Pacegate does not know what to measure on the event ${JSON.stringify(name)}.`,
        where: "the workflow's `on:`",
        remedy: `Use one of ${supported}.`,
      });
  }
}

export function gateEventOf(event: WorkflowEvent): GateEvent {
  switch (event.kind) {
    case "pull-request":
    case "workflow-run":
    case "merge-group":
    case "manual":
      return "pull-request";
    case "push":
      return event.toDefault ? "merge" : "pull-request";
    case "night":
      return "night";
    case "release":
      return "release";
  }
}
