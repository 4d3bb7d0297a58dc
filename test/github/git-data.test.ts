import { RequestError } from "@octokit/request-error";
import { afterAll, beforeAll, expect, test } from "vitest";
import { githubData } from "../../src/github/git-data.ts";
import { GitHubError } from "../../src/github/github-error.ts";
import { type GitServer, openGitServer, putFiles } from "../baseline/git-server.ts";

let server: GitServer;
beforeAll(async () => {
  server = await openGitServer();
});
afterAll(() => server.close());

const files = (entries: Record<string, string | null>) => new Map(Object.entries(entries));

async function pathsOf(data: ReturnType<typeof githubData>, commit: string): Promise<string[]> {
  return (await data.listFiles(commit)).map(({ path }) => path).sort();
}

test("a branch that is not there is null, also where another one begins with its name", async () => {
  const data = githubData(server.client());
  const commit = await data.makeCommit({ parent: null, files: files({ "a.txt": "a" }), message: "First" });
  expect(await data.moveBranch("team/data-2", null, commit)).toBe("moved");
  expect(await data.readBranch("team/data")).toBeNull();
  expect(await data.readBranch("team/data-2")).toBe(commit);
});

test("a repository that the token does not see is an error, not a missing branch", async () => {
  const data = githubData(server.client("write", "elsewhere"));
  await expect(data.readBranch("team/data")).rejects.toMatchObject({ name: "GitHubError", kind: "not-found" });
});

test("a commit adds, changes and removes files, and leaves the others", async () => {
  const data = githubData(server.client());
  const first = await data.makeCommit({
    parent: null,
    files: files({ "keep.txt": "kept", "deep/er/change.txt": "old", "deep/gone.txt": "x" }),
    message: "First",
  });
  // As another process: nothing is remembered of the first commit.
  const later = githubData(server.client());
  const second = await later.makeCommit({
    parent: first,
    files: files({ "new.txt": "größer ✓", "deep/er/change.txt": "new", "deep/gone.txt": null }),
    message: "Second",
  });
  const listed = await later.listFiles(second);
  const texts = await Promise.all(
    listed.map(async ({ path, sha, size }) => {
      const bytes = await later.readFile(sha);
      expect(size).toBe(bytes.length);
      return [path, Buffer.from(bytes).toString("utf8")];
    }),
  );
  expect(Object.fromEntries(texts)).toEqual({
    "keep.txt": "kept",
    "deep/er/change.txt": "new",
    "new.txt": "größer ✓",
  });
  expect(await pathsOf(data, first)).toEqual(["deep/er/change.txt", "deep/gone.txt", "keep.txt"]);
});

test("bytes that are no text come back as they are", async () => {
  const client = server.client();
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const data = githubData(client);
  const [file] = await data.listFiles(await putFiles(client, "bytes", { "all.bin": bytes }));
  expect(new Uint8Array(await data.readFile(file?.sha ?? ""))).toEqual(bytes);
});

test("who makes or moves a branch second has lost, and the first one's commit stays", async () => {
  const [one, other] = [githubData(server.client()), githubData(server.client())];
  const root = await one.makeCommit({ parent: null, files: files({ "a.txt": "a" }), message: "Root" });
  const rival = await other.makeCommit({ parent: null, files: files({ "b.txt": "b" }), message: "Rival" });
  expect(await one.moveBranch("race", null, root)).toBe("moved");
  expect(await other.moveBranch("race", null, rival)).toBe("lost");
  expect(await other.moveBranch("race", root, rival)).toBe("lost");

  const next = await one.makeCommit({ parent: root, files: files({ "c.txt": "c" }), message: "Next" });
  const late = await other.makeCommit({ parent: root, files: files({ "d.txt": "d" }), message: "Late" });
  expect(await one.moveBranch("race", root, next)).toBe("moved");
  expect(await other.moveBranch("race", root, late)).toBe("lost");
  expect(await one.readBranch("race")).toBe(next);
});

test("what refuses to move a branch for another reason is an error that says so", async () => {
  const data = githubData(server.client());
  const root = await data.makeCommit({ parent: null, files: files({ "a.txt": "a" }), message: "Root" });
  const missing = "0".repeat(40);
  const refused = { name: "GitHubError", kind: "refused", status: 422 };
  await expect(data.moveBranch("ruled", null, missing)).rejects.toMatchObject(refused);
  expect(await data.moveBranch("ruled", null, root)).toBe("moved");
  await expect(data.moveBranch("ruled", root, missing)).rejects.toMatchObject(refused);

  const client = server.client();
  client.rest.hook.error("request", (error) => {
    if (error instanceof RequestError) error.message = "Repository rule violations found\n\nCannot update this branch";
    throw error;
  });
  await expect(githubData(client).moveBranch("ruled", root, missing)).rejects.toThrow(/rule violations/);
});

test("who may only read is told which permission to add", async () => {
  const data = githubData(server.client("read"));
  const making = data.makeCommit({ parent: null, files: files({ "a.txt": "a" }), message: "First" });
  await expect(making).rejects.toThrow(/contents: write/);
  await expect(making).rejects.toBeInstanceOf(GitHubError);
});

test("a list that GitHub cuts is read folder by folder", async () => {
  const data = githubData(server.client());
  const paths = ["README.md", "records/2026/01/a.json", "records/2026/02/b.json", "records/2026/02/c.json"];
  const commit = await data.makeCommit({
    parent: null,
    files: files(Object.fromEntries(paths.map((path) => [path, path]))),
    message: "Many",
  });
  const client = server.client();
  // As GitHub answers beyond 100,000 entries; here beyond four.
  client.rest.hook.after("request", (response, options) => {
    const answer = response.data as { tree?: { type: string }[]; truncated?: boolean };
    if (options.method !== "GET" || answer.tree === undefined || answer.tree.length <= 4) return;
    answer.tree.length = 4;
    answer.truncated = true;
  });
  const cut = githubData(client);
  expect(await pathsOf(cut, commit)).toEqual(paths);
});

test("a folder that GitHub cannot list at all is an error, never a short list", async () => {
  const data = githubData(server.client());
  const commit = await data.makeCommit({ parent: null, files: files({ a: "a", b: "b" }), message: "Many" });
  const client = server.client();
  client.rest.hook.after("request", (response) => {
    const answer = response.data as { truncated?: boolean };
    if (answer.truncated === false) answer.truncated = true;
  });
  await expect(githubData(client).listFiles(commit)).rejects.toMatchObject({ name: "GitHubError", kind: "answer" });
});
