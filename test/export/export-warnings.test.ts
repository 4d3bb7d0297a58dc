import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { noBaseWarning, uncommittedWarning } from "../../src/export/export-warnings.ts";
import { openRepository } from "../../src/export/git.ts";
import { GitRepo } from "../fixtures/git-repo.ts";

let repo: GitRepo;
beforeEach(() => {
  repo = new GitRepo();
  repo.commit("one", { a: "1", b: "1", c: "1", "d/d": "1", "e\u001b[31m": "1" });
});
afterEach(() => repo[Symbol.dispose]());

const uncommitted = async () => uncommittedWarning(await openRepository(repo.directory));

describe("uncommitted changes", () => {
  it("are none in a clean tree, whatever lies in it untracked", async () => {
    repo.write({ untracked: "1" });
    expect(await uncommitted()).toBeNull();
  });

  it("are named, the staged ones as well", async () => {
    repo.write({ a: "2" });
    expect(await uncommitted()).toBe("1 changed file is not committed and not measured: a.");
    repo.write({ "d/d": "2" });
    repo.git("add", "--all");
    expect(await uncommitted()).toBe("2 changed files are not committed and not measured: a, d/d.");
  });

  it("are counted where they are many", async () => {
    repo.write({ a: "2", b: "2", c: "2", "d/d": "2" });
    expect(await uncommitted()).toBe("4 changed files are not committed and not measured: a, b, c and 1 more.");
  });

  it("cannot color the terminal by their names", async () => {
    repo.write({ "e\u001b[31m": "2" });
    expect(await uncommitted()).not.toContain("\u001b");
  });
});

it("a missing base is explained", () => {
  const head = "1".repeat(40);
  expect(noBaseWarning({ base: null, head }, "pacegate.yml")).toContain("111111111111 is the first commit");
  expect(noBaseWarning({ base: "2".repeat(40), head }, "a/pacegate.yml")).toContain(
    "the base, 222222222222, has no a/pacegate.yml",
  );
});
