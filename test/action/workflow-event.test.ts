import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gateEventOf, readWorkflowEvent } from "../../src/action/workflow-event.ts";

const one = "1".repeat(40);
const two = "2".repeat(40);
const own = { full_name: "acme/search" };

function pullRequest(head: object | null = own, base = one) {
  return { pull_request: { number: 7, base: { sha: base, repo: own }, head: { sha: two, repo: head } } };
}

const push = (more: object = {}) => ({
  ref: "refs/heads/main",
  before: one,
  after: two,
  repository: { default_branch: "main" },
  ...more,
});

describe("workflow event", () => {
  it("takes both ends of a pull request from its payload", () => {
    const event = readWorkflowEvent("pull_request", pullRequest());
    expect(event).toEqual({ kind: "pull-request", number: 7, base: one, head: two, fork: false });
  });

  it.each([
    ["another repository", { full_name: "mallory/search" }],
    ["a repository that is gone", null],
  ])("knows a pull request from %s as a fork's", (_, head) => {
    expect(readWorkflowEvent("pull_request", pullRequest(head))).toMatchObject({ fork: true });
  });

  it("compares a merge group with what it is merged onto", () => {
    const payload = { merge_group: { base_sha: one, head_sha: two } };
    expect(readWorkflowEvent("merge_group", payload)).toEqual({
      kind: "merge-group",
      base: one,
      head: two,
      number: null,
    });
  });

  it.each([
    [`refs/heads/gh-readonly-queue/main/pr-104-${one}`, 104],
    [`refs/heads/gh-readonly-queue/release/1.x/pr-7-${one}`, 7],
    ["refs/heads/gh-readonly-queue/main/pr-104", null],
    [`refs/heads/gh-readonly-queue/main/pr-0-${one}`, null],
    [`refs/heads/other/pr-104-${one}`, null],
  ])("the branch %s of a merge queue names the pull request %s", (head_ref, number) => {
    const payload = { merge_group: { base_sha: one, head_sha: two, head_ref } };
    expect(readWorkflowEvent("merge_group", payload)).toMatchObject({ kind: "merge-group", number });
  });

  it("compares a push with what was there before it, and tells the default branch from others", () => {
    expect(readWorkflowEvent("push", push())).toEqual({ kind: "push", before: one, after: two, toDefault: true });
    expect(readWorkflowEvent("push", push({ ref: "refs/heads/next" }))).toMatchObject({ toDefault: false });
    expect(readWorkflowEvent("push", push({ ref: "refs/tags/main" }))).toMatchObject({ toDefault: false });
  });

  it("names no base for a branch's first push, and refuses one that deleted the branch", () => {
    expect(readWorkflowEvent("push", push({ before: "0".repeat(40) }))).toMatchObject({ before: null });
    expect(() => readWorkflowEvent("push", push({ deleted: true }))).toThrow(/no commit to gate/);
  });

  it.each([
    ["schedule", {}, "night"],
    ["release", { release: { tag_name: "v1.2" } }, "release"],
    ["workflow_dispatch", {}, "pull-request"],
    ["workflow_run", { workflow_run: { id: 9 } }, "pull-request"],
    ["push", push(), "merge"],
    ["push", push({ ref: "refs/heads/next" }), "pull-request"],
    [undefined, {}, "pull-request"],
  ] as const)("judges %s with %j by the table of %s", (name, payload, expected) => {
    expect(gateEventOf(readWorkflowEvent(name, payload))).toBe(expected);
  });

  it.each([
    ["pull_request_target", /secrets/],
    ["issue_comment", /does not know what to measure on the event "issue_comment"/],
    ["", /does not know/],
  ])("refuses the event %j", (name, message) => {
    expect(() => readWorkflowEvent(name, pullRequest())).toThrow(message);
  });

  it("takes no revision that is not a commit: git would read it as an option", () => {
    expect(() => readWorkflowEvent("pull_request", pullRequest(own, "--exec=x"))).toThrow(/base\.sha/);
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom("push", "merge_group", "pull_request", "release"), (payload, name) => {
        expect(() => readWorkflowEvent(name, payload)).toThrow(/not as GitHub writes it/);
      }),
    );
  });
});
