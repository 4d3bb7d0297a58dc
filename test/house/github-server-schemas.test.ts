import { describe, expect, it } from "vitest";
import { githubDescription } from "../fixtures/github-server/api-description.ts";
import { SchemaCheck } from "../fixtures/github-server/schema-check.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";

const repository = "/repos/acme/app";
const place = { owner: "acme", repo: "app" } as const;

describe("schema checks", () => {
  it("find nothing in requests and replies as GitHub describes them", async () => {
    await using server = await startGitHubServer();
    const rest = server.client();
    const sha = await server.push({ "a.txt": "x" }, { branch: "feature" });
    const number = await server.openPullRequest({ head: "feature" });
    await server.label(number, "slow", "writer");
    await rest.pulls.get({ ...place, pull_number: number });
    await rest.pulls.list({ ...place, head: "acme:feature" });
    await rest.repos.createCommitStatus({ ...place, sha, state: "pending", context: "pacegate" });
    const { data: comment } = await rest.issues.createComment({ ...place, issue_number: number, body: "hi" });
    expect(comment.html_url).toContain(`/acme/app/pull/${number}#issuecomment-`);
    await rest.issues.listEvents({ ...place, issue_number: number });
    await rest.repos.compareCommitsWithBasehead({ ...place, basehead: `main...${sha}` });
    await rest.repos.getCollaboratorPermissionLevel({ ...place, username: "writer" });
    expect(server.schemaViolations).toEqual([]);
    expect(server.restRequestCount()).toBe(7);
  });

  it("catch a request that GitHub does not describe", async () => {
    await using server = await startGitHubServer();
    const rest = server.client();
    const refused = [
      rest.request(`POST ${repository}/statuses/${"0".repeat(40)}`, { state: "passed" }),
      rest.request(`GET ${repository}/no/such/route`),
      rest.request(`GET ${repository}/pulls?head=undefined`),
    ];
    await Promise.allSettled(refused);
    const problems = server.schemaViolations.join("\n");
    expect(problems).toContain("/state must be equal to one of the allowed values");
    expect(problems).toContain(`${repository}/no/such/route: GitHub describes no such route`);
    expect(problems).toContain("?head is undefined");
  });

  it("catch a reply that GitHub would not give", () => {
    const schemas = new SchemaCheck();
    const url = new URL("http://127.0.0.1/repos/acme/app/pulls/1");
    const call = { method: "GET", url, headers: {}, body: Buffer.alloc(0) };
    const headers = { "content-type": "application/json; charset=utf-8" };
    const reply = { status: 200, headers, body: Buffer.from('{"number":"one"}') };
    schemas.reply(call, "/repos/{owner}/{repo}/pulls/{pull_number}", reply);
    const problems = schemas.violations.join("\n");
    expect(problems).toContain("/number must be integer");
    expect(problems).toContain("must have required property 'head'");
  });

  it("end a test that did not look at what they found", async () => {
    const server = await startGitHubServer();
    await Promise.allSettled([server.client().request(`GET ${repository}/no/such/route`)]);
    await expect(server[Symbol.asyncDispose]()).rejects.toThrow("GitHub describes no such route");
  });

  it("tell routes apart by what is literal in them", () => {
    const route = (path: string) => githubDescription().route("GET", `${repository}${path}`);
    expect(route("/releases/latest")?.template).toBe("/repos/{owner}/{repo}/releases/latest");
    expect(route("/git/ref/heads/a/b")?.parameters.ref).toBe("heads/a/b");
    expect(route("/compare/main...feature%2Fx")?.parameters.basehead).toBe("main...feature/x");
  });
});
