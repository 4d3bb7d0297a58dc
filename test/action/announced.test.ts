import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readActionInputs } from "../../src/action/action-inputs.ts";
import { announce, announceFailure, announcePending, findAnnounced } from "../../src/action/announced.ts";
import { connect } from "../../src/action/connection.ts";
import type { Job } from "../../src/action/job.ts";
import type { WorkflowEvent } from "../../src/action/workflow-event.ts";
import { PacegateError } from "../../src/pacegate-error.ts";
import { FakeClock } from "../dispatch/fake-fleet.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";

describe("the announced commit status", () => {
  let server: GitHubServer;
  let head: string;

  beforeAll(async () => {
    server = await startGitHubServer();
    head = await server.push({ "pacegate.yml": "version: 1\n" });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const clock = new FakeClock();

  function jobOf(
    event: WorkflowEvent,
    inputs: Readonly<Record<string, string>> = {},
    token = server.issueToken(),
  ): Job {
    const [owner = "", name = ""] = server.repository.split("/");
    const { signal } = new AbortController();
    const run = {
      repository: { owner, name },
      apiUrl: server.apiUrl,
      runId: 7,
      attempt: 1,
      runUrl: "https://github.example/acme/app/actions/runs/7",
      repositoryUrl: "https://github.example/acme/app",
    };
    const connection = connect(run, { token, author: undefined, signal, onNotice: () => undefined });
    return { inputs: readActionInputs((input) => inputs[input] ?? ""), event, connection, signal, clock };
  }

  const base = "1".repeat(40);
  const pullRequest = (fork = false): WorkflowEvent => ({ kind: "pull-request", number: 7, base, head, fork });

  it("belongs to the head of a pull request and of a merge group", () => {
    expect(findAnnounced(jobOf(pullRequest()))?.sha).toBe(head);
    expect(findAnnounced(jobOf({ kind: "merge-group", base, head, number: null }))?.sha).toBe(head);
    expect(findAnnounced(jobOf(pullRequest(), { mode: "report", request: "{}" }))?.sha).toBe(head);
    // The export failed: somebody has to say so.
    expect(findAnnounced(jobOf(pullRequest(), { mode: "report" }))?.sha).toBe(head);
  });

  it.each<[string, WorkflowEvent | null, Record<string, string>]>([
    ["for a fork's own run", null, {}],
    ["in a dry run", pullRequest(), { "dry-run": "true" }],
    ["where it is switched off", pullRequest(), { status: "false" }],
    ["by an export", pullRequest(), { mode: "export" }],
    ["by a bench", pullRequest(), { mode: "bench" }],
    ["where a verdict is rendered again", pullRequest(), { mode: "report", results: "results" }],
    ["for a push", { kind: "push", before: base, after: base, toDefault: true }, {}],
    ["for a night", { kind: "night" }, {}],
    ["for a release", { kind: "release", tag: "v1" }, {}],
    ["for a run by hand", { kind: "manual" }, {}],
    ["before a fork's commit is known", { kind: "workflow-run", runId: 7 }, {}],
  ])("is not there %s", (_, event, inputs) => {
    expect(findAnnounced(jobOf(event ?? pullRequest(true), inputs))).toBeNull();
  });

  it("is not there without a token", () => {
    expect(findAnnounced({ ...jobOf(pullRequest()), connection: null })).toBeNull();
  });

  it("goes from pending to what was decided, and leads to the run", async () => {
    const announced = findAnnounced(jobOf(pullRequest()));
    await announcePending(announced, "Measuring.");
    await announce(announced, "success", "Nothing got slower.");
    expect(server.statuses.slice(-2)).toMatchObject([
      { sha: head, context: "pacegate", state: "pending", description: "Measuring." },
      { sha: head, context: "pacegate", state: "success", description: "Nothing got slower." },
    ]);
    expect(server.statuses.at(-1)?.targetUrl).toMatch(/\/actions\/runs\/7$/);
  });

  it("tells what is wrong, but nothing of errors that are nobody's to read", async () => {
    const announced = findAnnounced(jobOf(pullRequest()));
    await announceFailure(announced, new PacegateError({ what: "There is no model.", remedy: "Add one." }));
    expect(server.statuses.at(-1)).toMatchObject({ state: "error", description: "There is no model." });
    await announceFailure(announced, new TypeError("secret is not a function"));
    expect(server.statuses.at(-1)).toMatchObject({ state: "error", description: "The gate failed: its log says why." });
  });

  it("is cut where GitHub would refuse its length", async () => {
    const announced = findAnnounced(jobOf(pullRequest()));
    await announceFailure(announced, new PacegateError({ what: "too long ".repeat(100), remedy: "Add one." }));
    expect(server.statuses.at(-1)?.description?.length).toBeLessThanOrEqual(140);
  });

  it("does not hide the first error where it cannot be set", async () => {
    const token = server.issueToken({ permissions: { contents: "read" } });
    const announced = findAnnounced(jobOf(pullRequest(), {}, token));
    const before = server.statuses.length;
    await announceFailure(announced, new Error("first"));
    expect(server.statuses).toHaveLength(before);
    // Before anything was measured it is an error of its own.
    await expect(announcePending(announced, "Measuring.")).rejects.toThrow(/statuses: write/);
  });
});
