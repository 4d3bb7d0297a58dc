import { RequestError } from "@octokit/request-error";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setCommitStatus } from "../../src/github/commit-status.ts";
import { explain, GitHubError } from "../../src/github/github-error.ts";
import { readPullRequest } from "../../src/github/pull-requests.ts";
import { readDefaultBranch } from "../../src/github/repository.ts";
import { writeComment } from "../../src/github/sticky-comment.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";
import { quickClient } from "./quick-client.ts";

const asked = { doing: "do it", permission: "pull-requests: write" };

function requestError(status: number, message: string, headers: Record<string, string> = {}): RequestError {
  const request = { method: "POST" as const, url: "https://api.github.test/repos/acme/app/pulls", headers: {} };
  return new RequestError(message, status, { request, response: { status, url: request.url, headers, data: {} } });
}

describe("a missing permission", () => {
  let server: GitHubServer;
  let head: string;
  let number: number;
  beforeAll(async () => {
    server = await startGitHubServer();
    head = await server.push({ "a.txt": "changed" }, { branch: "feature" });
    number = await server.openPullRequest({ head: "feature" });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it("is told as the lines of YAML to add", async () => {
    const client = quickClient(server, { permissions: { contents: "read" } });
    const status = { state: "pending", description: "", targetUrl: null } as const;
    const error = await setCommitStatus(client, head, status).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GitHubError);
    expect(error).toMatchObject({
      kind: "permission",
      status: 403,
      what: `GitHub did not set the commit status on ${head.slice(0, 12)} (403: Resource not accessible by integration).`,
      where: `POST /repos/acme/app/statuses/${head}`,
      remedy: "Add to the job in the workflow:\n    permissions:\n      statuses: write",
    });
  });

  it("is one and the same line for reading and for writing, where several would do", async () => {
    const client = quickClient(server, { permissions: { contents: "read" } });
    const place = { number, marker: "<!-- m -->", author: "github-actions[bot]" };
    const known = { id: 1, url: "", body: "", updatedAt: "" };
    await expect(writeComment(client, place, "hi", known)).rejects.toThrow(/\n {6}pull-requests: write$/);
    await expect(writeComment(client, place, "hi", null)).rejects.toThrow(/\n {6}pull-requests: read$/);
    await expect(readPullRequest(client, number)).rejects.toThrow(/\n {6}pull-requests: read$/);
  });

  it("of a token that nobody knows is about the token", async () => {
    const client = quickClient(server, { token: "ghs_unknown" });
    await expect(readDefaultBranch(client)).rejects.toMatchObject({ kind: "credentials", status: 401 });
  });
});

describe("the permission to add", () => {
  const remedyOf = (header: string): unknown =>
    explain(
      requestError(403, "Resource not accessible by integration", { "x-accepted-github-permissions": header }),
      asked,
    );

  it.each([
    ["the one that GitHub names", "checks=write", "checks: write"],
    ["with its hyphens", "repository_hooks=read", "repository-hooks: read"],
    ["the first of several", "issues=write; checks=write", "issues: write"],
    ["ours, where it is among several", "issues=write; pull_requests=write", "pull-requests: write"],
    ["ours, where GitHub names none", "", "pull-requests: write"],
    ["ours, where the header is not as documented", "evil=write:all", "pull-requests: write"],
  ])("is %s", (_, header, line) => {
    expect(remedyOf(header)).toMatchObject({
      remedy: `Add to the job in the workflow:\n    permissions:\n      ${line}`,
    });
  });
});

describe("what GitHub answers", () => {
  it.each([
    [400, "Problems parsing JSON", {}, "refused"],
    [401, "Bad credentials", {}, "credentials"],
    [403, "Resource not accessible by integration", {}, "permission"],
    [403, "You have exceeded a secondary rate limit.", {}, "rate-limit"],
    [403, "API rate limit exceeded for installation.", {}, "rate-limit"],
    [403, "Slow down", { "retry-after": "60" }, "rate-limit"],
    [404, "Not Found", {}, "not-found"],
    [409, "Conflict", {}, "refused"],
    [410, "Gone", {}, "not-found"],
    [422, "Validation Failed", {}, "refused"],
    [429, "Too Many Requests", {}, "rate-limit"],
    [500, "Server Error", {}, "server"],
    [503, "Service Unavailable", {}, "server"],
  ])("%i %s is of the kind %4$s", (status, message, headers, kind) => {
    expect(explain(requestError(status, message, headers), asked)).toMatchObject({ kind, status });
  });

  it("is told without the address of the documentation", () => {
    const error = explain(requestError(422, "Validation Failed - https://docs.github.com/rest"), asked);
    expect(error).toMatchObject({ what: "GitHub did not do it (422: Validation Failed)." });
  });

  it("nothing at all is a fault of the network", () => {
    const request = { method: "GET" as const, url: "https://api.github.test/repos", headers: {} };
    const error = explain(new RequestError("read ECONNRESET", 500, { request }), asked);
    expect(error).toMatchObject({ kind: "network", status: null, what: "GitHub did not do it (read ECONNRESET)." });
  });

  it("and what is thrown for another reason is passed on as it is", () => {
    const reason = new Error("The job was cancelled.");
    expect(explain(reason, asked)).toBe(reason);
  });

  it("forbidden by a policy offers both: the line to add, and the owners", () => {
    const error = explain(requestError(403, "Forbidden by the policy of this organization."), asked);
    expect(error).toMatchObject({
      kind: "permission",
      remedy: expect.stringMatching(/pull-requests: write\n[\s\S]*organisation/),
    });
  });
});
