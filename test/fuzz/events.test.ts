// The reader of what started the workflow, driven with hostile payloads.
import fc from "fast-check";
import { expect, test } from "vitest";
import { readWorkflowEvent } from "../../src/action/workflow-event.ts";
import { hostileText } from "../report/hostile-text.ts";
import { fuzz, fuzzTimeoutMs } from "./fuzz.ts";
import { mutate, mutations } from "./mutations.ts";

test(
  "events",
  async () => {
    const commit = "a".repeat(40);
    const repository = { full_name: "owner/project", default_branch: "main" };
    const payload = {
      pull_request: { number: 1, base: { sha: commit, repo: repository }, head: { sha: commit, repo: repository } },
      merge_group: { base_sha: commit, head_sha: commit },
      ref: "refs/heads/main",
      before: commit,
      after: commit,
      repository,
      release: { tag_name: "v1" },
      workflow_run: { id: 1 },
    };
    const names = ["pull_request", "merge_group", "push", "schedule", "release", "workflow_run", "pull_request_target"];
    await fuzz({
      sound: ["push", []],
      reader: "events",
      inputs: fc.tuple(fc.oneof(fc.constantFrom(...names), hostileText), mutations),
      read: ([name, changes]) => {
        const text = mutate(payload, changes);
        return readWorkflowEvent(name, JSON.parse(text));
      },
      use: (event) => {
        if (event.kind === "pull-request") expect(event.head).toMatch(/^[0-9a-f]{40,64}$/);
      },
    });
  },
  fuzzTimeoutMs,
);
