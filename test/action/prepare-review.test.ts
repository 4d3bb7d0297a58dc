// What is asked of the pull request once everything is measured, and what becomes of a gate that may not ask.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { readActionInputs } from "../../src/action/action-inputs.ts";
import { connect } from "../../src/action/connection.ts";
import { prepareReview } from "../../src/action/finish.ts";
import type { Job } from "../../src/action/job.ts";
import { readRunContext } from "../../src/action/run-context.ts";
import type { WorkflowEvent } from "../../src/action/workflow-event.ts";
import { FakeClock } from "../dispatch/fake-fleet.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";
import type { Permissions } from "../fixtures/github-server/tokens.ts";

let server: GitHubServer;
let number: number;
let head: string;
let log: string;
beforeEach(async () => {
  server = await startGitHubServer();
  head = await server.push({ "a.txt": "b" }, { branch: "change" });
  number = await server.openPullRequest({ head: "change" });
  log = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    log += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await server[Symbol.asyncDispose]();
});

function reviewOf(event: WorkflowEvent, permissions: Permissions) {
  const environment = server.environment({ runId: 42, permissions });
  const { signal } = new AbortController();
  const line = { token: environment.INPUT_TOKEN, author: undefined, signal, onNotice: () => undefined };
  const connection = connect(readRunContext(environment), line);
  const job: Job = { inputs: readActionInputs(() => ""), event, connection, signal, clock: new FakeClock() };
  return prepareReview(job);
}

const base = "1".repeat(40);
const pullRequest = (asked = number): WorkflowEvent => ({
  kind: "pull-request",
  number: asked,
  base,
  head,
  fork: false,
});
const mayComment: Permissions = { contents: "read", "pull-requests": "write", statuses: "write" };
const mayNot: Permissions = { contents: "read", statuses: "write" };

it("is the pull request as it stands, for its own gate and for the merge queue's", async () => {
  const queue: WorkflowEvent = { kind: "merge-group", base, head, number };
  for (const event of [pullRequest(), queue]) {
    const review = reviewOf(event, mayComment);
    expect(await review.read(new Date())).toMatchObject({ pullRequest: { number, headSha: head }, acceptances: [] });
    expect(review.last()).not.toBeNull();
  }
});

it("is nothing without the permission, whose line is named: the check still decides, and nothing is accepted", async () => {
  const review = reviewOf(pullRequest(), mayNot);
  expect(await review.read(new Date())).toBeNull();
  expect(review.last()).toBeNull();
  expect(log).toMatch(/^::warning::.*pull-requests: read/m);
});

it("fails for anything else that GitHub answers: what it said may have been an acceptance, or the end of one", async () => {
  await expect(reviewOf(pullRequest(999), mayComment).read(new Date())).rejects.toMatchObject({ kind: "not-found" });
});
