import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRepository } from "../../src/export/git.ts";
import { addWorktree, removeLeftovers } from "../../src/export/worktree.ts";
import { GitRepo } from "../fixtures/git-repo.ts";

describe("worktree", () => {
  it("holds the commit while its scope lasts, and nothing after", async () => {
    using repo = new GitRepo();
    const old = repo.commit("one", { "a.txt": "one" });
    repo.commit("two", { "a.txt": "two" });
    const repository = await openRepository(repo.directory);
    const directory = join(repo.directory, ".pacegate/worktrees/1-base");
    {
      await using worktree = await addWorktree(repository, old, directory);
      expect(readFileSync(join(worktree.directory, "a.txt"), "utf8")).toBe("one");
    }
    expect(existsSync(directory)).toBe(false);
    expect(repo.worktrees).toEqual([]);
  });

  it("is removed when its scope ends by an error", async () => {
    using repo = new GitRepo();
    const commit = repo.commit("one", { "a.txt": "one" });
    const repository = await openRepository(repo.directory);
    const fail = async () => {
      await using worktree = await addWorktree(repository, commit, join(repo.directory, ".pacegate/worktrees/1-x"));
      throw new Error(worktree.directory);
    };
    await expect(fail()).rejects.toThrow("1-x");
    expect(repo.worktrees).toEqual([]);
  });

  it("starts no hook of the repo", async () => {
    using repo = new GitRepo();
    const commit = repo.commit("one", { "a.txt": "one" });
    repo.write({ ".git/hooks/post-checkout": "#!/bin/sh\ntouch ran\n" });
    spawnSync("chmod", ["+x", join(repo.directory, ".git/hooks/post-checkout")]);
    const repository = await openRepository(repo.directory);
    await using worktree = await addWorktree(repository, commit, join(repo.directory, ".pacegate/worktrees/1-x"));
    expect(existsSync(join(worktree.directory, "ran"))).toBe(false);
    expect(existsSync(join(repo.directory, "ran"))).toBe(false);
  });

  it("of a process that was killed is removed by the next, of one that lives is kept", async () => {
    using repo = new GitRepo();
    const commit = repo.commit("one", { "a.txt": "one" });
    const repository = await openRepository(repo.directory);
    const folder = join(repo.directory, ".pacegate/worktrees");
    const dead = spawnSync(process.execPath, ["-e", ""]).pid;
    await addWorktree(repository, commit, join(folder, `${dead}-base`));
    await using alive = await addWorktree(repository, commit, join(folder, `${process.pid}-base`));
    await removeLeftovers(repository, [folder]);
    expect(existsSync(join(folder, `${dead}-base`))).toBe(false);
    expect(existsSync(alive.directory)).toBe(true);
    expect(repo.worktrees).toHaveLength(1);
  });
});
