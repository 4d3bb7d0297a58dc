import { afterEach, beforeEach, expect, it } from "vitest";
import { closeIssue, writeIssue } from "../../src/github/night-issue.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";
import { askedFor, quickClient } from "./quick-client.ts";

const marker = "<!-- pacegate:nights -->";
const author = "github-actions[bot]";
const text = (name: string) => ({ title: `Slower: ${name}`, body: `${marker}\n${name}` });

let server: GitHubServer;
beforeEach(async () => {
  server = await startGitHubServer();
});
afterEach(() => server[Symbol.asyncDispose]());

async function issues(): Promise<readonly (readonly [string, string, string | null | undefined])[]> {
  const asked = { owner: "acme", repo: "app", state: "all", per_page: 100, sort: "created", direction: "asc" } as const;
  const { data } = await server.admin.issues.listForRepo(asked);
  return data.map(({ state, title, body }) => [state, title, body] as const);
}

it("is opened once and rewritten in later nights", async () => {
  const client = quickClient(server);
  const first = await writeIssue(client, marker, author, text("search"));
  expect(await writeIssue(client, marker, author, text("search, rank"))).toBe(first);
  expect(await issues()).toEqual([["open", "Slower: search, rank", `${marker}\nsearch, rank`]]);
});

it("is closed with its last text, and opened anew after that", async () => {
  const client = quickClient(server);
  await writeIssue(client, marker, author, text("search"));
  await closeIssue(client, marker, author, text("over"));
  expect((await issues()).map(([state, title]) => [state, title])).toEqual([["closed", "Slower: over"]]);
  await writeIssue(client, marker, author, text("again"));
  expect((await issues()).map(([state]) => state).toSorted()).toEqual(["closed", "open"]);
});

it("is never somebody else's, and is not closed where there is none", async () => {
  await server.admin.issues.create({ owner: "acme", repo: "app", ...text("forged") });
  await closeIssue(quickClient(server), marker, author, text("over"));
  await writeIssue(quickClient(server), marker, author, text("ours"));
  expect((await issues()).map(([state, title]) => [state, title])).toEqual(
    expect.arrayContaining([
      ["open", "Slower: forged"],
      ["open", "Slower: ours"],
    ]),
  );
});

it("is no pull request, whatever that begins with", async () => {
  await server.push({ "a.txt": "x" }, { branch: "feature" });
  const number = await server.openPullRequest({ head: "feature", by: "writer", ...text("a pull request") });
  await writeIssue(quickClient(server), marker, "writer", text("ours"));
  expect(String((await server.pullRequest(number)).title)).toBe("Slower: a pull request");
});

it("whose answer is lost is found the next night: nothing is doubled", async () => {
  server.faults.add({ method: "POST", route: /issues$/, fault: { kind: "reset", taken: true } });
  await expect(writeIssue(quickClient(server), marker, author, text("search"))).rejects.toMatchObject({
    kind: "network",
  });
  expect(askedFor(server, "POST", /issues$/)).toBe(1);
  await writeIssue(quickClient(server), marker, author, text("search"));
  expect(await issues()).toHaveLength(1);
});

it("needs a permission, whose line is named", async () => {
  const client = quickClient(server, { permissions: { issues: "read" } });
  await expect(writeIssue(client, marker, author, text("search"))).rejects.toThrow(/\n {6}issues: write$/);
});
