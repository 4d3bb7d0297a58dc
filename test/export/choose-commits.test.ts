import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chooseCommits } from "../../src/export/choose-commits.ts";
import { openRepository } from "../../src/export/git.ts";
import { GitRepo } from "../fixtures/git-repo.ts";

let repo: GitRepo;
beforeEach(() => {
  repo = new GitRepo();
});
afterEach(() => repo[Symbol.dispose]());

const choose = async (asked: Parameters<typeof chooseCommits>[1] = {}) =>
  chooseCommits(await openRepository(repo.directory), asked);

describe("choosing base and head", () => {
  it("compares a branch with where it left the default branch", async () => {
    const start = repo.commit("start", { a: "1" });
    repo.git("checkout", "--quiet", "-b", "work");
    const head = repo.commit("work", { a: "2" });
    repo.git("checkout", "--quiet", "main");
    repo.commit("main goes on", { b: "1" });
    repo.git("checkout", "--quiet", "work");
    expect(await choose()).toEqual({ base: start, head });
  });

  it("compares the default branch itself with its parent", async () => {
    const parent = repo.commit("one", { a: "1" });
    const head = repo.commit("two", { a: "2" });
    expect(await choose()).toEqual({ base: parent, head });
  });

  it("has no base for the first commit", async () => {
    const head = repo.commit("one", { a: "1" });
    expect(await choose()).toEqual({ base: null, head });
  });

  it("takes the revisions that were asked for", async () => {
    const one = repo.commit("one", { a: "1" });
    const two = repo.commit("two", { a: "2" });
    repo.commit("three", { a: "3" });
    expect(await choose({ base: "HEAD~2", head: "HEAD~1" })).toEqual({ base: one, head: two });
  });

  it("compares GitHub's merge commit with what it merges into, however old the payload", async () => {
    const start = repo.commit("start", { a: "1" });
    repo.git("checkout", "--quiet", "-b", "work");
    const work = repo.commit("work", { a: "2" });
    repo.git("checkout", "--quiet", "main");
    const newer = repo.commit("main goes on", { b: "1" });
    repo.git("checkout", "--quiet", "--detach");
    repo.git("merge", "--quiet", "--no-ff", "--message=merge", "work");
    const head = repo.git("rev-parse", "HEAD");
    expect(await choose({ pullRequest: { base: start, head: work } })).toEqual({ base: newer, head });
  });

  it("compares a pull request's own commit with the merge base", async () => {
    const start = repo.commit("start", { a: "1" });
    repo.git("checkout", "--quiet", "-b", "work");
    const head = repo.commit("work", { a: "2" });
    repo.git("checkout", "--quiet", "main");
    const tip = repo.commit("main goes on", { b: "1" });
    repo.git("checkout", "--quiet", "work");
    expect(await choose({ pullRequest: { base: tip, head } })).toEqual({ base: start, head });
  });

  it("says what to do where the clone is shallow", async () => {
    repo.commit("one", { a: "1" });
    repo.commit("two", { a: "2" });
    const clone = mkdtempSync(join(tmpdir(), "pacegate-shallow-"));
    try {
      execFileSync("git", ["clone", "--quiet", "--depth=1", `file://${repo.directory}`, clone]);
      const shallow = await openRepository(clone);
      await expect(chooseCommits(shallow, {})).rejects.toThrow(/fetch-depth: 0/);
      await expect(chooseCommits(shallow, { base: "v1" })).rejects.toThrow(/"v1"[\s\S]*fetch-depth: 0/);
    } finally {
      rmSync(clone, { recursive: true, force: true });
    }
  });

  it("says that a revision is unknown", async () => {
    repo.commit("one", { a: "1" });
    await expect(choose({ base: "no-such-tag" })).rejects.toThrow(
      /base revision "no-such-tag" is not in this repository/,
    );
    await expect(choose({ head: "--upload-pack=x" })).rejects.toThrow(/head revision/);
  });

  it("says that there is no commit, and that there is no repo", async () => {
    await expect(choose()).rejects.toThrow(/no commit yet/);
    const plain = mkdtempSync(join(tmpdir(), "pacegate-plain-"));
    try {
      await expect(openRepository(plain)).rejects.toThrow(/no git repository[\s\S]*fetch-depth: 0/);
    } finally {
      rmSync(plain, { recursive: true, force: true });
    }
  });
});
