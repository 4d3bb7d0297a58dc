import { describe, expect, it } from "vitest";
import { GitRepo } from "../fixtures/git-repo.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";

const place = { owner: "acme", repo: "app" } as const;

describe("git", () => {
  it("lets one of two writers win a ref, and tells the other with 422", async () => {
    await using server = await startGitHubServer();
    const rest = server.client();
    const write = async (parents: string[], text: string) => {
      const tree = [{ path: "record.json", mode: "100644" as const, type: "blob" as const, content: text }];
      const { data } = await rest.git.createTree({ ...place, tree });
      return (await rest.git.createCommit({ ...place, message: text, tree: data.sha, parents })).data.sha;
    };
    const first = await write([], "one");
    await rest.git.createRef({ ...place, ref: "refs/heads/pacegate-data", sha: first });
    await expect(rest.git.createRef({ ...place, ref: "refs/heads/pacegate-data", sha: first })).rejects.toThrow(
      expect.objectContaining({ status: 422 }),
    );
    const rivals = await Promise.all([write([first], "two"), write([first], "three")]);
    const moves = await Promise.allSettled(
      rivals.map((sha) => rest.git.updateRef({ ...place, ref: "heads/pacegate-data", sha })),
    );
    expect(moves.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(moves.find(({ status }) => status === "rejected")).toMatchObject({ reason: { status: 422 } });
  });

  it("keeps the names of commits that were made on disk", async () => {
    using repo = new GitRepo();
    repo.commit("first", { "a.txt": "one", "deep/er/b.txt": "two\n" });
    const head = repo.commit("second", { "a.txt": "three" });
    await using server = await startGitHubServer();
    await server.pushFrom(repo.directory, { commit: head });
    expect((await server.client().repos.listCommits(place)).data.map(({ sha }) => sha)[0]).toBe(head);
    const { data } = await server
      .client()
      .repos.getContent({ ...place, path: "deep/er/b.txt", mediaType: { format: "raw" } });
    expect(data).toBe("two\n");
  });
});

describe("pull requests", () => {
  it("follow their branch, and a merge keeps what others merged before", async () => {
    await using server = await startGitHubServer();
    const rest = server.client();
    await server.push({ "a.txt": "1" }, { branch: "feature" });
    const number = await server.openPullRequest({ head: "feature" });
    const pushed = await server.push({ "a.txt": "2" }, { branch: "feature" });
    await server.push({ "b.txt": "meanwhile" });
    expect((await rest.pulls.get({ ...place, pull_number: number })).data.head.sha).toBe(pushed);
    const merge = await server.mergePullRequest(number, { by: "maintainer" });
    const files = await server.filesAt("main");
    expect([files.get("a.txt"), files.get("b.txt")]).toEqual(["2", "meanwhile"]);
    const { data } = await rest.repos.listPullRequestsAssociatedWithCommit({ ...place, commit_sha: merge });
    expect(data).toMatchObject([{ number, state: "closed", merge_commit_sha: merge }]);
    expect(server.schemaViolations).toEqual([]);
  });

  it("of forks are found by the fork's owner, and their commits by this repository", async () => {
    await using server = await startGitHubServer();
    const base = await server.tip("main");
    const fork = await server.fork("mallory");
    const sha = await server.push({ "a.txt": "theirs" }, { branch: "patch", repository: fork });
    const number = await server.openPullRequest({ head: "mallory:patch" });
    const rest = server.client();
    const { data } = await rest.pulls.list({ ...place, head: "mallory:patch", state: "open" });
    expect(data).toMatchObject([{ number, head: { sha, repo: { full_name: fork } }, user: { login: "mallory" } }]);
    const compared = await rest.repos.compareCommitsWithBasehead({ ...place, basehead: `main...${sha}` });
    expect(compared.data.merge_base_commit.sha).toBe(base);
    expect((await rest.repos.getCollaboratorPermissionLevel({ ...place, username: "mallory" })).data.permission).toBe(
      "read",
    );
  });

  it("of forks outlive the fork, which a job's token may read but not write", async () => {
    await using server = await startGitHubServer();
    const fork = await server.fork("mallory");
    const sha = await server.push({ "a.txt": "theirs" }, { branch: "patch", repository: fork });
    const number = await server.openPullRequest({ head: "mallory:patch" });
    const theirs = { owner: "mallory", repo: "app" };
    expect((await server.client().repos.get(theirs)).data.fork).toBe(true);
    const issue = server.client().issues.create({ ...theirs, title: "Hello" });
    await expect(issue).rejects.toThrow(expect.objectContaining({ status: 403 }));
    await server.client().pulls.get({ ...place, pull_number: number });
    await server.deleteFork(fork);
    const { data } = await server.client().pulls.get({ ...place, pull_number: number });
    expect(data.head).toMatchObject({ sha, repo: null });
  });

  it("tell who set a label last, whoever did it by whatever way", async () => {
    await using server = await startGitHubServer();
    await server.push({ "a.txt": "1" }, { branch: "feature" });
    const number = await server.openPullRequest({ head: "feature" });
    await server.label(number, "pacegate-accepted", "maintainer");
    await server.unlabel(number, "pacegate-accepted", "reader");
    await server.client().issues.addLabels({ ...place, issue_number: number, labels: ["pacegate-accepted"] });
    const { data } = await server.client().issues.listEvents({ ...place, issue_number: number });
    expect(data.map(({ event, actor }) => [event, actor?.login])).toEqual([
      ["labeled", "maintainer"],
      ["unlabeled", "reader"],
      ["labeled", "github-actions[bot]"],
    ]);
    const roles = ["maintainer", "writer", "triager", "reader"].map(async (username) => {
      const { data: shown } = await server.client().repos.getCollaboratorPermissionLevel({ ...place, username });
      return [shown.permission, shown.role_name];
    });
    expect(await Promise.all(roles)).toEqual([
      ["write", "maintain"],
      ["write", "write"],
      ["read", "triage"],
      ["read", "read"],
    ]);
  });
});
