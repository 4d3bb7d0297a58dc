import { describe, expect, it } from "vitest";
import type { FaultKind } from "../fixtures/github-server/faults.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";

const comments = "/repos/{owner}/{repo}/issues/{issue_number}/comments";

async function onPullRequest(server: GitHubServer): Promise<{ readonly number: number; say(): Promise<Response> }> {
  await server.push({ "a.txt": "x" }, { branch: "feature" });
  const number = await server.openPullRequest({ head: "feature" });
  const token = server.issueToken();
  return {
    number,
    say: () =>
      fetch(`${server.apiUrl}/repos/acme/app/issues/${number}/comments`, {
        method: "POST",
        headers: { authorization: `token ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ body: "hi" }),
      }),
  };
}

describe("faults on purpose", () => {
  it.each<[string, FaultKind, number, Readonly<Record<string, string>>, number]>([
    ["an error of the server", { kind: "status", status: 500 }, 500, {}, 0],
    ["a bad gateway after the effect", { kind: "status", status: 502, taken: true }, 502, {}, 1],
    ["too many requests", { kind: "too-many-requests", retryAfterSeconds: 7 }, 429, { "retry-after": "7" }, 0],
    ["the secondary limit", { kind: "secondary-limit", retryAfterSeconds: 9 }, 403, { "retry-after": "9" }, 0],
    ["the hourly limit", { kind: "hourly-limit", resetInSeconds: 60 }, 403, { "x-ratelimit-remaining": "0" }, 0],
    ["a slow answer", { kind: "slow", milliseconds: 20 }, 201, {}, 1],
    ["a refusal", { kind: "refused", status: 403, message: "Not here." }, 403, {}, 0],
  ])("%s: at its turn only", async (_, fault, status, headers, made) => {
    await using server = await startGitHubServer();
    const { number, say } = await onPullRequest(server);
    server.faults.add({ method: "POST", route: comments, nth: 2, fault });
    expect((await say()).status).toBe(201);
    const broken = await say();
    expect(broken.status).toBe(status);
    for (const [name, value] of Object.entries(headers)) expect(broken.headers.get(name)).toBe(value);
    expect((await say()).status).toBe(201);
    expect(await server.comments(number)).toHaveLength(2 + made);
    expect(server.requests.map((request) => request.status)).toEqual([201, status, 201]);
  });

  it.each([
    ["before", false, 0],
    ["after", true, 1],
  ])("a connection that breaks %s the request took effect", async (_, taken, made) => {
    await using server = await startGitHubServer();
    const { number, say } = await onPullRequest(server);
    server.faults.add({ route: comments, fault: { kind: "reset", taken } });
    await expect(say()).rejects.toThrow();
    expect(await server.comments(number)).toHaveLength(made);
  });

  it("bytes that break off half-way, and bytes that are others", async () => {
    await using server = await startGitHubServer();
    const { id } = server.putArtifact(77, "parcel", Buffer.from("0123456789"));
    const download = async () => {
      const answer = await fetch(`${server.apiUrl}/repos/acme/app/actions/artifacts/${id}/zip`, {
        headers: { authorization: `token ${server.issueToken()}` },
      });
      return answer.text();
    };
    server.faults.add({ route: "/container/{blob}", fault: { kind: "truncated" } });
    await expect(download()).rejects.toThrow();
    server.faults.add({ route: /^\/container\//, fault: { kind: "altered" } });
    const altered = await download();
    expect(altered).toHaveLength(10);
    expect(altered).not.toBe("0123456789");
    expect(await download()).toBe("0123456789");
  });

  it("spare a test's own set-up, and go on for as long as they are told", async () => {
    await using server = await startGitHubServer({
      faults: [{ route: /./, times: Number.POSITIVE_INFINITY, fault: { kind: "status", status: 503 } }],
    });
    const place = { owner: "acme", repo: "app" };
    expect((await server.admin.repos.get(place)).status).toBe(200);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await expect(server.client().repos.get(place)).rejects.toThrow(expect.objectContaining({ status: 503 }));
    }
    server.faults.clear();
    expect((await server.client().repos.get(place)).status).toBe(200);
  });

  it("a clock that is ahead shows in the date of every answer", async () => {
    await using server = await startGitHubServer();
    server.clock.skewSeconds = 7200;
    const { headers } = await server.client().repos.get({ owner: "acme", repo: "app" });
    expect(Date.parse(headers.date ?? "") - Date.now()).toBeGreaterThan(7_000_000);
  });
});
