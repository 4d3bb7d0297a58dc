import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readWorkflowEvent } from "../../src/action/workflow-event.ts";

const one = "1".repeat(40);
const two = "2".repeat(40);

describe("workflow event", () => {
  it("takes both ends of a pull request from its payload", () => {
    const payload = { pull_request: { base: { sha: one, ref: "main" }, head: { sha: two } }, number: 7 };
    expect(readWorkflowEvent("pull_request", payload)).toEqual({
      event: "pull-request",
      pullRequest: { base: one, head: two },
    });
  });

  it("compares a merge group with what it is merged onto", () => {
    const payload = { merge_group: { base_sha: one, head_sha: two } };
    expect(readWorkflowEvent("merge_group", payload)).toEqual({ event: "pull-request", base: one });
  });

  it("compares a push with what was there before it", () => {
    expect(readWorkflowEvent("push", { before: one })).toEqual({ event: "pull-request", base: one });
  });

  it("names no base for a branch's first push", () => {
    expect(readWorkflowEvent("push", { before: "0".repeat(40) })).toEqual({ event: "pull-request" });
  });

  it.each([
    ["schedule", "night"],
    ["release", "release"],
    ["workflow_dispatch", "pull-request"],
    [undefined, "pull-request"],
  ] as const)("judges %s by the table of %s", (name, event) => {
    expect(readWorkflowEvent(name, {}).event).toBe(event);
  });

  it("takes no revision that is not a commit: git would read it as an option", () => {
    expect(
      readWorkflowEvent("pull_request", { pull_request: { base: { sha: "--exec=x" }, head: { sha: two } } }),
    ).toEqual({
      event: "pull-request",
    });
    fc.assert(
      fc.property(fc.anything(), (payload) => {
        const { base } = readWorkflowEvent("merge_group", payload);
        expect(base ?? one).toMatch(/^[0-9a-f]{40,64}$/);
      }),
    );
  });
});
