import { afterEach, beforeEach, expect, it } from "vitest";
import { findMergeBase, listCommitsBetween, readDefaultBranch, readFileAt } from "../../src/github/repository.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";
import { quickClient } from "./quick-client.ts";

let server: GitHubServer;
beforeEach(async () => {
  server = await startGitHubServer({ defaultBranch: "trunk" });
});
afterEach(() => server[Symbol.asyncDispose]());

it("tells the default branch, whatever its name", async () => {
  expect(await readDefaultBranch(quickClient(server))).toBe("trunk");
});

it("finds where two branches parted, also where one lies in a fork", async () => {
  const parted = await server.tip("trunk");
  const ours = await server.push({ "a.txt": "ours" });
  const head = await server.push({ "a.txt": "theirs" }, { branch: "feature", parent: parted });
  expect(await findMergeBase(quickClient(server), ours, head)).toBe(parted);
  const fork = await server.fork("mallory");
  const theirs = await server.push({ "b.txt": "b" }, { branch: "patch", repository: fork });
  const later = await server.push({ "a.txt": "later" });
  expect(await findMergeBase(quickClient(server), later, theirs)).toBe(ours);
});

it("lists the commits in between, oldest first, by the first line of their message", async () => {
  const from = (await server.tip("trunk")) ?? "";
  const first = await server.push({ "a.txt": "1" }, { message: "One\n\nMore about it." });
  const second = await server.push({ "a.txt": "2" }, { message: "Two" });
  expect(await listCommitsBetween(quickClient(server), from, second)).toEqual({
    commits: [
      { sha: first, subject: "One" },
      { sha: second, subject: "Two" },
    ],
    total: 2,
  });
});

it("reads a file as it was at a commit, and null where there is none", async () => {
  const old = await server.push({ "deep/pacegate.yml": "version: 1\n", "data.json": '{"a":1}' });
  await server.push({ "deep/pacegate.yml": "version: 2\n" });
  const client = quickClient(server);
  expect(await readFileAt(client, "deep/pacegate.yml", old)).toBe("version: 1\n");
  expect(await readFileAt(client, "data.json", old)).toBe('{"a":1}');
  expect(await readFileAt(client, "deep/none.yml", old)).toBeNull();
});
