import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";

const repository = "/repos/acme/app";
const place = { owner: "acme", repo: "app" } as const;
const workflow = `${repository}/actions/workflows/pacegate-bench.yml`;
const dispatchInputs = { request: "{}", jobs: '[{"id":"g4dn.xlarge","runs-on":["self-hosted","t4"]}]' };

interface Shown {
  readonly status: number;
  readonly message: string;
  readonly headers: Headers;
}

async function ask(server: GitHubServer, token: string, line: string, body?: unknown): Promise<Shown> {
  const [method = "GET", path = "/"] = line.split(" ");
  const answer = await fetch(`${server.apiUrl}${path}`, {
    method,
    redirect: "manual",
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const parsed: { message?: string } = text.startsWith("{") ? JSON.parse(text) : {};
  return { status: answer.status, message: parsed.message ?? "", headers: answer.headers };
}

describe("what the fake GitHub refuses", () => {
  let server: GitHubServer;
  let head = "";
  let number = 0;
  let issue = 0;

  beforeAll(async () => {
    server = await startGitHubServer();
    server.addWorkflow(".github/workflows/pacegate-bench.yml");
    server.addWorkflow(".github/workflows/push.yml", "on: push\njobs: {}\n");
    head = await server.push({ "a.txt": "changed" }, { branch: "feature" });
    number = await server.openPullRequest({ head: "feature" });
    issue = (await server.admin.issues.create({ ...place, title: "Slower" })).data.number;
  });
  afterAll(async () => {
    const wrongReplies = server.schemaViolations.filter((violation) => violation.startsWith("reply"));
    await server[Symbol.asyncDispose]();
    expect(wrongReplies).toEqual([]);
  });

  it.each([
    ["no such commit", 422, `POST ${repository}/statuses/${"0".repeat(40)}`, { state: "success" }],
    ["an unknown state", 422, "STATUS", { state: "passed" }],
    ["a description of 141 characters", 422, "STATUS", { state: "success", description: "x".repeat(141) }],
    ["a target that is no address", 422, "STATUS", { state: "success", target_url: "javascript:1" }],
    ["a context of 256 characters", 422, "STATUS", { state: "success", context: "x".repeat(256) }],
    ["a comment of 65,537 characters", 422, "COMMENT", { body: "x".repeat(65_537) }],
    ["an empty comment", 422, "COMMENT", { body: "" }],
    ["an unknown workflow", 404, `POST ${repository}/actions/workflows/none.yml/dispatches`, { ref: "main" }],
    [
      "a workflow without the trigger",
      422,
      `POST ${repository}/actions/workflows/push.yml/dispatches`,
      { ref: "main" },
    ],
    ["an unknown ref", 422, `POST ${workflow}/dispatches`, { ref: "none", inputs: dispatchInputs }],
    ["a missing input", 422, `POST ${workflow}/dispatches`, { ref: "main", inputs: { jobs: "[]" } }],
    [
      "an unexpected input",
      422,
      `POST ${workflow}/dispatches`,
      { ref: "main", inputs: { ...dispatchInputs, odd: "1" } },
    ],
    [
      "inputs of more than 65,535 characters",
      422,
      `POST ${workflow}/dispatches`,
      { ref: "main", inputs: { ...dispatchInputs, request: "x".repeat(65_536) } },
    ],
    ["a route that GitHub does not have", 404, `GET ${repository}/pace`, undefined],
    ["a run that nobody started", 404, `POST ${repository}/actions/runs/1/cancel`, undefined],
    ["an artifact that is not there", 404, `GET ${repository}/actions/artifacts/1/zip`, undefined],
    ["a branch that is not there", 422, `PATCH ${repository}/git/refs/heads/none`, { sha: "HEAD" }],
    ["an account that is not there", 404, `GET ${repository}/collaborators/nobody/permission`, undefined],
  ])("%s: %i", async (_, status, line, body) => {
    const full = line
      .replace("STATUS", `POST ${repository}/statuses/${head}`)
      .replace("COMMENT", `POST ${repository}/issues/${number}/comments`);
    expect((await ask(server, server.issueToken(), full, body)).status).toBe(status);
  });

  it("takes the longest comment and description that GitHub takes", async () => {
    const token = server.issueToken();
    const comment = await ask(server, token, `POST ${repository}/issues/${number}/comments`, {
      body: "x".repeat(65_536),
    });
    const status = { state: "success", description: "x".repeat(140) };
    const posted = await ask(server, token, `POST ${repository}/statuses/${head}`, status);
    expect([comment.status, posted.status]).toEqual([201, 201]);
  });

  it.each([
    ["POST STATUS", "statuses=write", { state: "success" }],
    ["GET /pulls", "pull_requests=read", undefined],
    ["POST COMMENT", "issues=write; pull_requests=write", { body: "hi" }],
    ["GET /issues", "issues=read", undefined],
    ["POST /issues", "issues=write", { title: "Slower" }],
    ["PATCH ISSUE", "issues=write", { title: "Faster" }],
    ["GET /contents/a.txt", "contents=read", undefined],
    ["POST /git/blobs", "contents=write", { content: "x" }],
    ["POST /actions/workflows/pacegate-bench.yml/dispatches", "actions=write", { ref: "main", inputs: dispatchInputs }],
    ["GET /actions/runs/1/jobs", "actions=read", undefined],
    ["POST /actions/runs/1/cancel", "actions=write", undefined],
  ])("%s without permission is a 403 that names %s", async (line, accepted, body) => {
    const [method, route = ""] = line.split(" ");
    const paths = { STATUS: `/statuses/${head}`, COMMENT: `/issues/${number}/comments`, ISSUE: `/issues/${issue}` };
    const path = repository + (Object.entries(paths).find(([name]) => name === route)?.[1] ?? route);
    const others = {
      actions: "write",
      contents: "write",
      issues: "write",
      "pull-requests": "write",
      statuses: "write",
    };
    const lacking = accepted.split("; ").map((one) => one.split("=")[0]?.replace("_", "-") ?? "");
    const forbidden = line === "PATCH ISSUE" ? ["issues"] : lacking;
    const permissions = Object.fromEntries(Object.entries(others).filter(([name]) => !forbidden.includes(name)));
    const token = server.issueToken({ permissions: permissions as Record<string, "write"> });
    const refused = await ask(server, token, `${method} ${path}`, body);
    expect(refused).toMatchObject({ status: 403, message: "Resource not accessible by integration" });
    expect(refused.headers.get("x-accepted-github-permissions")).toBe(accepted);
  });

  it("reading does not permit writing", async () => {
    const token = server.issueToken({ permissions: { contents: "read" } });
    expect((await ask(server, token, `GET ${repository}/contents/a.txt?ref=feature`)).status).toBe(200);
    expect((await ask(server, token, `POST ${repository}/git/blobs`, { content: "x" })).status).toBe(403);
  });

  it("tokens that are unknown, used up, out of time or taken back", async () => {
    const short = server.issueToken({ requests: 1 });
    const old = server.issueToken({ expiresAtMs: Date.now() - 1 });
    const taken = server.issueToken();
    expect((await ask(server, short, `GET ${repository}`)).status).toBe(200);
    server.expireToken(taken);
    for (const token of ["ghs_unknown", short, old, taken]) {
      expect(await ask(server, token, `GET ${repository}`)).toMatchObject({ status: 401, message: "Bad credentials" });
    }
  });

  it("a job's token does not tell who it is, a person's does", async () => {
    expect((await ask(server, server.issueToken(), "GET /user")).status).toBe(403);
    const { data } = await server.client(server.issueToken({ login: "writer" })).users.getAuthenticated();
    expect(data.login).toBe("writer");
  });

  it("bytes of a release asset at the API's address", async () => {
    const release = await server.createRelease("v1");
    const rest = server.client();
    const asset = { ...place, release_id: release.id, name: "a.bin", data: "bytes" };
    const headers = { "content-type": "application/octet-stream" };
    await expect(rest.repos.uploadReleaseAsset({ ...asset, baseUrl: server.apiUrl, headers })).rejects.toThrow(
      "Not Found",
    );
    const { data: shown } = await rest.repos.getLatestRelease(place);
    const { data } = await rest.repos.uploadReleaseAsset({
      ...asset,
      baseUrl: new URL(shown.upload_url).origin,
      headers,
    });
    expect(data.size).toBe(5);
    const bytes = await rest.request("GET /repos/{owner}/{repo}/releases/assets/{asset_id}", {
      ...place,
      asset_id: data.id,
      headers: { accept: "application/octet-stream" },
    });
    expect(Buffer.from(bytes.data as unknown as ArrayBuffer).toString()).toBe("bytes");
  });

  it("a dispatch that a policy forbids, only while it does", async () => {
    server.dispatch.isForbidden = true;
    const asked = { ref: "main", inputs: dispatchInputs };
    expect((await ask(server, server.issueToken(), `POST ${workflow}/dispatches`, asked)).status).toBe(403);
    server.dispatch.isForbidden = false;
    expect((await ask(server, server.issueToken(), `POST ${workflow}/dispatches`, asked)).status).toBe(204);
    server.takeJobs();
  });
});
