// The job of the one line that says `pending`: it may set a status, and nothing else.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readActionInputs } from "../../src/action/action-inputs.ts";
import { readRunContext } from "../../src/action/run-context.ts";
import { runJob } from "../../src/action/run-job.ts";
import { readWorkflowEvent } from "../../src/action/workflow-event.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";
import type { Permissions } from "../fixtures/github-server/tokens.ts";

const runId = 42;
let server: GitHubServer;
let base: string;
let head: string;
let log: string;
beforeEach(async () => {
  server = await startGitHubServer();
  base = await server.push({ "pacegate.yml": "version: 1\n" });
  head = await server.push({ "pacegate.yml": "version: 1 # other\n" }, { branch: "change" });
  log = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    log += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await server[Symbol.asyncDispose]();
});

const [own, fork] = ["acme/app", "mallory/app"];
const pullRequest = (from = own) => ({
  pull_request: {
    number: 7,
    base: { sha: base, repo: { full_name: own } },
    head: { sha: head, repo: { full_name: from } },
  },
});

interface Given {
  readonly name: string;
  readonly payload: unknown;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly permissions?: Permissions;
}

async function announce({ name, payload, inputs = {}, permissions = { statuses: "write" } }: Given): Promise<number> {
  const environment = server.environment({ runId, event: { name, payload }, permissions });
  for (const [variable, value] of Object.entries(environment)) vi.stubEnv(variable, value);
  const given: Record<string, string | undefined> = { mode: "announce", token: environment.INPUT_TOKEN, ...inputs };
  return runJob({
    inputs: readActionInputs((input) => given[input] ?? ""),
    event: readWorkflowEvent(name, payload),
    run: readRunContext(environment),
    signal: new AbortController().signal,
    heard: false,
  });
}

const statuses = () => server.statuses.map(({ sha, context, state }) => ({ sha, context, state }));

describe("mode announce", () => {
  it("takes back what an earlier run decided on the head, and asks for nothing but a status", async () => {
    const status = { owner: "acme", repo: "app", sha: head, context: "pacegate", state: "success" as const };
    await server.admin.repos.createCommitStatus(status);
    const asked = server.requests.length;
    expect(await announce({ name: "pull_request", payload: pullRequest() })).toBe(0);
    expect(statuses().at(-1)).toEqual({ sha: head, context: "pacegate", state: "pending" });
    expect(server.requests.slice(asked).map(({ method, template }) => `${method} ${template}`)).toEqual([
      "POST /repos/{owner}/{repo}/statuses/{sha}",
    ]);
    expect(log).toContain(`The check \`pacegate\` of ${head.slice(0, 12)} is pending.`);
  });

  it("says it of a merge group's commit", async () => {
    const payload = { merge_group: { base_sha: base, head_sha: head } };
    expect(await announce({ name: "merge_group", payload })).toBe(0);
    expect(statuses()).toEqual([{ sha: head, context: "pacegate", state: "pending" }]);
  });

  it.each<[string, () => Given]>([
    ["for a fork, whose token may not", () => ({ name: "pull_request", payload: pullRequest(fork) })],
    ["in a dry run", () => ({ name: "pull_request", payload: pullRequest(), inputs: { "dry-run": "true" } })],
    ["at night", () => ({ name: "schedule", payload: {} })],
  ])("says nothing %s", async (_, given) => {
    expect(await announce(given())).toBe(0);
    expect(statuses()).toEqual([]);
    expect(log).toContain("Nothing is announced");
  });

  it("fails with the line to add where the permission is missing", async () => {
    const given = { name: "pull_request", payload: pullRequest(), permissions: { contents: "read" } } as const;
    await expect(announce(given)).rejects.toThrow(/statuses: write/);
    expect(statuses()).toEqual([]);
  });

  it("fails without a token, which leaves nothing to say it with", async () => {
    const given = { name: "pull_request", payload: pullRequest(), inputs: { token: "" } };
    await expect(announce(given)).rejects.toThrow(/needs GitHub/);
  });
});
