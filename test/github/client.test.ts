import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setCommitStatus } from "../../src/github/commit-status.ts";
import { readPullRequest } from "../../src/github/pull-requests.ts";
import { readDefaultBranch } from "../../src/github/repository.ts";
import { writeComment } from "../../src/github/sticky-comment.ts";
import type { FaultKind } from "../fixtures/github-server/faults.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";
import { askedFor, quickClient } from "./quick-client.ts";

const repository = "/repos/{owner}/{repo}";
const show = /^\/repos\/acme\/app$/;

let server: GitHubServer;
let head: string;
let number: number;
beforeEach(async () => {
  server = await startGitHubServer();
  head = await server.push({ "a.txt": "changed" }, { branch: "feature" });
  number = await server.openPullRequest({ head: "feature" });
});
afterEach(() => server[Symbol.asyncDispose]());

const passing: readonly FaultKind[] = [
  { kind: "status", status: 500 },
  { kind: "status", status: 502 },
  { kind: "too-many-requests", retryAfterSeconds: 2 },
  { kind: "secondary-limit", retryAfterSeconds: 2 },
  { kind: "hourly-limit", resetInSeconds: 3 },
  { kind: "reset" },
  { kind: "slow", milliseconds: 1000 },
  { kind: "truncated" },
];

describe("a fault that passes", () => {
  it.each(passing)("%j on a GET costs a repetition", async (fault) => {
    server.faults.add({ route: repository, times: 2, fault });
    const notices: string[] = [];
    const pace = fault.kind === "slow" ? { timeoutMs: 500 } : {};
    const client = quickClient(server, { pace, onNotice: (line) => notices.push(line) });
    expect(await readDefaultBranch(client)).toBe("main");
    expect(askedFor(server, "GET", show)).toBe(3);
    const isLimit = ["too-many-requests", "secondary-limit", "hourly-limit"].includes(fault.kind);
    expect(notices).toHaveLength(isLimit ? 2 : 0);
  });

  it.each([
    { kind: "too-many-requests", retryAfterSeconds: 2 },
    { kind: "secondary-limit", retryAfterSeconds: 2 },
  ] satisfies FaultKind[])("%j on a POST, which was not carried out, is waited for", async (fault) => {
    server.faults.add({ method: "POST", route: /comments$/, fault });
    const place = { number, marker: "<!-- m -->", author: "github-actions[bot]" };
    await writeComment(quickClient(server), place, "<!-- m -->\nhi", null);
    expect(await server.comments(number)).toHaveLength(1);
    expect(askedFor(server, "POST", /comments$/)).toBe(2);
  });
});

describe("a fault that stays", () => {
  it.each([
    [{ kind: "status", status: 500 }, "server", 500],
    [{ kind: "status", status: 502 }, "server", 502],
    [{ kind: "too-many-requests", retryAfterSeconds: 1 }, "rate-limit", 429],
    [{ kind: "secondary-limit", retryAfterSeconds: 1 }, "rate-limit", 403],
    [{ kind: "hourly-limit", resetInSeconds: 1 }, "rate-limit", 403],
    [{ kind: "reset" }, "network", null],
    [{ kind: "truncated" }, "network", null],
  ] satisfies [FaultKind, string, number | null][])(
    "%j is an error after four tries: %s",
    async (fault, kind, status) => {
      server.faults.add({ route: repository, times: Number.POSITIVE_INFINITY, fault });
      await expect(readDefaultBranch(quickClient(server))).rejects.toMatchObject({ name: "GitHubError", kind, status });
      expect(askedFor(server, "GET", show)).toBe(4);
    },
  );

  it("a limit that asks for a longer wait than allowed is an error at once", async () => {
    server.faults.add({ route: repository, fault: { kind: "hourly-limit", resetInSeconds: 3600 } });
    await expect(readDefaultBranch(quickClient(server))).rejects.toMatchObject({ kind: "rate-limit" });
    expect(askedFor(server, "GET", show)).toBe(1);
  });

  it("a token that expires between two requests is an error that names the token", async () => {
    const client = quickClient(server, { token: server.issueToken({ requests: 1 }) });
    await readDefaultBranch(client);
    await expect(readDefaultBranch(client)).rejects.toMatchObject({
      kind: "credentials",
      status: 401,
      remedy: expect.stringContaining("has expired"),
    });
    expect(askedFor(server, "GET", show)).toBe(2);
  });
});

describe("a POST", () => {
  const lost: readonly FaultKind[] = [
    { kind: "reset", taken: true },
    { kind: "status", status: 502, taken: true },
    { kind: "reset" },
    { kind: "truncated" },
    { kind: "slow", milliseconds: 1000 },
  ];

  it.each(lost)("with %j is not sent twice", async (fault) => {
    server.faults.add({ method: "POST", route: /comments$/, fault });
    const client = quickClient(server, { pace: { timeoutMs: 500 } });
    const asked = { owner: "acme", repo: "app", issue_number: number, body: "hi" };
    await expect(client.rest.issues.createComment(asked)).rejects.toThrow();
    expect(askedFor(server, "POST", /comments$/)).toBe(1);
  });

  it.each(lost)("that does no harm twice is repeated after %j", async (fault) => {
    server.faults.add({ method: "POST", route: /statuses/, fault });
    const client = quickClient(server, { pace: { timeoutMs: 500 } });
    await setCommitStatus(client, head, { state: "success", description: "Fine.", targetUrl: null });
    expect(askedFor(server, "POST", /statuses/)).toBe(2);
    expect(server.statuses.at(-1)).toMatchObject({ sha: head, state: "success" });
  });
});

describe("an aborted signal", () => {
  const reason = new Error("The job was cancelled.");

  it("asks nothing any more", async () => {
    const client = quickClient(server, { signal: AbortSignal.abort(reason) });
    await expect(readPullRequest(client, number)).rejects.toBe(reason);
    expect(server.restRequestCount()).toBe(0);
  });

  it.each([
    [{ kind: "slow", milliseconds: 2_000 }],
    [{ kind: "too-many-requests", retryAfterSeconds: 500 }],
    [{ kind: "status", status: 500 }],
  ] satisfies [FaultKind][])("ends a request that has met %j, and repeats nothing", async (fault) => {
    server.faults.add({ route: repository, times: Number.POSITIVE_INFINITY, fault });
    const controller = new AbortController();
    const client = quickClient(server, { signal: controller.signal, pace: { secondMs: 1000 } });
    const asked = readDefaultBranch(client);
    while (askedFor(server, "GET", show) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort(reason);
    await expect(asked).rejects.toBe(reason);
    expect(askedFor(server, "GET", show)).toBe(1);
  });
});
