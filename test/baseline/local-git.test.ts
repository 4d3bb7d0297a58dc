// A baseline branch read from a real clone, by git itself.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { BaselineError, localGit, openBranchStore } from "../../src/baseline/index.ts";
import { formatRecord } from "../../src/baseline/read-records.ts";
import { nameRecord } from "../../src/baseline/record-path.ts";
import { GitRepo } from "../fixtures/git-repo.ts";
import { commitOf, sampleRecord, sampleRecords } from "./sample-record.ts";

let repo: GitRepo;
beforeEach(() => {
  repo = new GitRepo();
  repo.commit("code", { "search.py": "pass" });
});
afterEach(() => repo[Symbol.dispose]());

const store = (directory = repo.directory) =>
  openBranchStore({
    data: localGit(directory),
    branch: "pacegate-data",
    random: () => 0,
    sleep: async () => undefined,
    onNotice: () => undefined,
  });

function commitRecords(records: readonly ReturnType<typeof sampleRecord>[], others: Record<string, string> = {}): void {
  repo.git("checkout", "--quiet", "--orphan", "pacegate-data");
  repo.git("rm", "-r", "--quiet", "--cached", ".");
  repo.commit("records", {
    ...Object.fromEntries(records.map((record) => [nameRecord(record).path, formatRecord(record)])),
    ...others,
  });
  repo.git("checkout", "--quiet", "--force", "main");
}

test("all records of the branch are read, whatever branch is checked out", async () => {
  const records = sampleRecords(60);
  commitRecords(records);
  const read = await store().read(() => true);
  expect(read.records.map(({ record }) => record)).toEqual(records);
  expect(read.skipped).toEqual([]);
});

test("files that are no records are named, with whatever is in their names", async () => {
  commitRecords([sampleRecord()], { "records/odd\nname.json": "{}", "trend.html": "<html>" });
  const read = await store().read(() => true);
  expect(read.records).toHaveLength(1);
  expect(read.skipped.map(({ path }) => path)).toEqual(["records/odd\nname.json"]);
});

test("what the remote had at the last fetch wins over a branch of the clone's own", async () => {
  commitRecords(sampleRecords(2));
  const clone = mkdtempSync(join(tmpdir(), "pacegate-clone-"));
  try {
    repo.git("clone", "--quiet", repo.directory, clone);
    repo.git("-C", clone, "branch", "--quiet", "pacegate-data", "origin/main");
    expect(await store(clone).list()).toHaveLength(2);
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
});

test("a clone without the branch is told how to get it", async () => {
  const refusal = await store()
    .list()
    .catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(BaselineError);
  expect(String(refusal)).toMatch(/no branch "pacegate-data"[\s\S]*git fetch origin pacegate-data/);
});

test("a folder that is no clone is told, in git's words", async () => {
  await expect(store(tmpdir()).list()).rejects.toThrow(/git rev-parse failed: fatal: not a git repository/);
});

test("nothing is ever written to the clone", async () => {
  commitRecords([sampleRecord()]);
  const before = repo.git("for-each-ref");
  await expect(store().append(sampleRecord({ commit: commitOf(2) }))).rejects.toThrow(/--repository owner\/name/);
  await expect(store().remove([nameRecord(sampleRecord()).path])).rejects.toThrow(BaselineError);
  expect(repo.git("for-each-ref")).toBe(before);
});

test("an object that the clone lacks is told, not fetched", async () => {
  await expect(localGit(repo.directory).readFile(commitOf(3))).rejects.toThrow(/missing/);
});
