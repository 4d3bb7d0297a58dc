import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { changedFiles, openRepository } from "../../src/export/git.ts";
import { isSameSource } from "../../src/export/same-source.ts";
import { addWorktree } from "../../src/export/worktree.ts";
import { GitRepo } from "../fixtures/git-repo.ts";

const original = { "search.py": "def predict(x):\n    y = x\n    return y\n", "data.txt": "one\n" };
const renamed = "def predict(x):\n    # Better said.\n    result = x\n    return result\n";

/** Asks about two commits of a real repo, checked out side by side, with the real Python. */
async function compare(files: Readonly<Record<string, string>>, remove?: string): Promise<boolean> {
  using repo = new GitRepo();
  const before = repo.commit("one", original);
  if (remove !== undefined) repo.git("rm", "--quiet", remove);
  const after = repo.commit("two", files);
  const repository = await openRepository(repo.directory);
  const [baseRoot, headRoot] = [join(repo.directory, ".wt/base"), join(repo.directory, ".wt/head")];
  await using _base = await addWorktree(repository, before, baseRoot);
  await using _head = await addWorktree(repository, after, headRoot);
  // Awaited here: the worktrees go with this scope.
  return await isSameSource({
    repository,
    base: { commit: before, root: baseRoot },
    head: { commit: after, root: headRoot },
    python: "python3",
    environment: { PATH: process.env.PATH ?? "" },
    pythonPath: resolve(import.meta.dirname, "../../python"),
  });
}

describe("head is the same work as base", () => {
  it("if only comments and local names differ", async () => {
    expect(await compare({ "search.py": renamed })).toBe(true);
  });

  it("and if nothing differs", async () => {
    expect(await compare({})).toBe(true);
  });

  it.each([
    ["a statement changes", { "search.py": "def predict(x):\n    return x + 1\n" }],
    ["another file changes with it", { "search.py": renamed, "data.txt": "two\n" }],
    ["a module is added", { "search.py": renamed, "other.py": "" }],
    ["a file has no valid syntax", { "search.py": "def predict(x:\n" }],
  ])("but not if %s", async (_, files) => {
    expect(await compare(files)).toBe(false);
  });

  it("and not if a module is removed", async () => {
    expect(await compare({}, "search.py")).toBe(false);
  });
});

describe("the files that differ between two commits", () => {
  it("keep names with spaces and line breaks whole", async () => {
    using repo = new GitRepo();
    const before = repo.commit("one", { "a b.py": "1\n", "c\nd.py": "1\n" });
    const after = repo.commit("two", { "a b.py": "2\n", "c\nd.py": "2\n", "e.py": "" });
    const changes = await changedFiles(await openRepository(repo.directory), before, after);
    expect(changes).toEqual([
      { status: "M", path: "a b.py" },
      { status: "M", path: "c\nd.py" },
      { status: "A", path: "e.py" },
    ]);
  });

  it("are unknown where a commit is", async () => {
    using repo = new GitRepo();
    const only = repo.commit("one", { "a.py": "1\n" });
    expect(await changedFiles(await openRepository(repo.directory), "0".repeat(40), only)).toBeUndefined();
  });
});
