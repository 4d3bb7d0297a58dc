import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findMergedPullRequest, findPullRequest, readPullRequest } from "../../src/github/pull-requests.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";
import { quickClient } from "./quick-client.ts";

let server: GitHubServer;
let head: string;
let number: number;
beforeEach(async () => {
  server = await startGitHubServer();
  head = await server.push({ "a.txt": "changed" }, { branch: "feature" });
  number = await server.openPullRequest({ head: "feature", body: "pacegate: worth it" });
});
afterEach(() => server[Symbol.asyncDispose]());

it("is told with its ends, labels and text", async () => {
  await server.label(number, "pacegate-accepted", "writer");
  expect(await readPullRequest(quickClient(server), number)).toEqual({
    number,
    state: "open",
    headSha: head,
    headRef: "feature",
    headRepository: "acme/app",
    baseSha: await server.tip("main"),
    baseRef: "main",
    labels: ["pacegate-accepted"],
    body: "pacegate: worth it",
  });
});

it("that is not there is not found", async () => {
  await expect(readPullRequest(quickClient(server), 999)).rejects.toMatchObject({ kind: "not-found" });
});

it("of a fork is found by its branch and commit, and not once it has moved on or is closed", async () => {
  const fork = await server.fork("mallory");
  const sha = await server.push({ "a.txt": "theirs" }, { branch: "patch", repository: fork });
  const theirs = await server.openPullRequest({ head: "mallory:patch" });
  const client = quickClient(server);
  const asked = { owner: "mallory", ref: "patch", sha };
  expect(await findPullRequest(client, asked)).toMatchObject({ number: theirs, headSha: sha, headRepository: fork });
  expect(await findPullRequest(client, { ...asked, owner: "acme" })).toBeNull();
  await server.push({ "a.txt": "more" }, { branch: "patch", repository: fork });
  expect(await findPullRequest(client, asked)).toBeNull();
});

it("of a fork is not found once it is closed", async () => {
  const fork = await server.fork("mallory");
  const sha = await server.push({ "a.txt": "theirs" }, { branch: "patch", repository: fork });
  const theirs = await server.openPullRequest({ head: "mallory:patch" });
  await server.editPullRequest(theirs, { state: "closed" });
  expect(await findPullRequest(quickClient(server), { owner: "mallory", ref: "patch", sha })).toBeNull();
});

describe("of a fork whose commit is the last one of another", () => {
  it.each([
    ["its own, to another branch", "mallory:patch", "old"],
    ["one of this repository", "copy", "main"],
  ])("%s, is refused: a commit has one check", async (_, other, base) => {
    const fork = await server.fork("mallory");
    const sha = await server.push({ "a.txt": "theirs" }, { branch: "patch", repository: fork });
    const first = await server.openPullRequest({ head: "mallory:patch" });
    await server.push({ "b.txt": "old" }, { branch: "old" });
    if (other === "copy") await server.admin.git.createRef({ owner: "acme", repo: "app", ref: "refs/heads/copy", sha });
    const second = await server.openPullRequest({ head: other, base });
    const refused = findPullRequest(quickClient(server), { owner: "mallory", ref: "patch", sha });
    await expect(refused).rejects.toMatchObject({
      name: "GitHubError",
      what: expect.stringMatching(new RegExp(`2 open pull requests \\(#${second}, #${first}\\)`)),
    });
    await server.editPullRequest(second, { state: "closed" });
    expect(await findPullRequest(quickClient(server), { owner: "mallory", ref: "patch", sha })).not.toBeNull();
  });
});

it("of a fork that is gone is told without its repository", async () => {
  const fork = await server.fork("mallory");
  await server.push({ "a.txt": "theirs" }, { branch: "patch", repository: fork });
  const theirs = await server.openPullRequest({ head: "mallory:patch" });
  const client = quickClient(server);
  expect((await readPullRequest(client, theirs)).headRepository).toBe(fork);
  await server.deleteFork(fork);
  expect((await readPullRequest(client, theirs)).headRepository).toBeNull();
});

it("that brought a commit is found, and none for a commit that was pushed", async () => {
  const merge = await server.mergePullRequest(number);
  const client = quickClient(server);
  expect((await findMergedPullRequest(client, merge))?.number).toBe(number);
  const pushed = await server.push({ "b.txt": "direct" });
  expect(await findMergedPullRequest(client, pushed)).toBeNull();
});

it("that is still open brought nothing", async () => {
  expect(await findMergedPullRequest(quickClient(server), head)).toBeNull();
});
