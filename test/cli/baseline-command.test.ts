// `pacegate baseline` in processes of its own, on real clones and folders.
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openFolderStore } from "../../src/baseline/index.ts";
import { formatRecord } from "../../src/baseline/read-records.ts";
import { nameRecord } from "../../src/baseline/record-path.ts";
import { filesOf, openGitServer, putFiles } from "../baseline/git-server.ts";
import { commitOf, sampleRecord, sampleRecords } from "../baseline/sample-record.ts";
import { GitRepo } from "../fixtures/git-repo.ts";

const cli = resolve(import.meta.dirname, "../../src/cli.ts");
let repo: GitRepo;

function baseline(...args: string[]) {
  const { GITHUB_TOKEN: _, ...environment } = process.env;
  return spawnSync(process.execPath, [cli, "baseline", ...args], {
    cwd: repo.directory,
    encoding: "utf8",
    env: { ...environment, NO_COLOR: "1" },
  });
}

function commitRecords(branch: string, records: readonly ReturnType<typeof sampleRecord>[]): void {
  repo.git("checkout", "--quiet", "--orphan", branch);
  repo.git("rm", "-r", "--quiet", "--cached", ".");
  repo.commit("records", Object.fromEntries(records.map((record) => [nameRecord(record).path, formatRecord(record)])));
  repo.git("checkout", "--quiet", "--force", "main");
}

beforeEach(() => {
  repo = new GitRepo();
  repo.commit("code", { "search.py": "pass" });
});
afterEach(() => repo[Symbol.dispose]());

describe("pacegate baseline", () => {
  it("lists and shows the branch's records, and says how to get a branch that is not there", () => {
    expect(baseline("list").stderr).toContain("git fetch origin pacegate-data");
    commitRecords("pacegate-data", sampleRecords(3));
    const list = baseline("list");
    expect(list.stderr).toBe("");
    expect(list.stdout).toContain("3 records");
    const show = baseline("show", commitOf(2).slice(0, 12));
    expect(show.stdout).toContain(`merge of ${commitOf(2)}: pass`);
    expect(show.stdout).toContain("search@16 here/onnxrt-cpu");
    const missing = baseline("show", "ffff");
    expect(missing.status).toBe(2);
    expect(missing.stderr).toMatch(/There is no record "ffff"[\s\S]*baseline list/);
  });

  it("reads the branch that the configuration names", () => {
    commitRecords("speed", sampleRecords(2));
    repo.write({
      "pacegate.yml": `version: 1
models: {tiny: {entry: "tiny.py:predict", inputs: "tiny.py:requests"}}
targets: {here: {local: true}}
backends: [here/onnxrt-cpu]
baseline: {branch: speed}
`,
    });
    expect(baseline("list").stdout).toContain("2 records");
  });

  it("reads a folder, the project's own unless one is named", async () => {
    await openFolderStore(resolve(repo.directory, ".pacegate/baseline")).append(sampleRecord());
    await openFolderStore(resolve(repo.directory, "kept")).append(sampleRecord({ kind: "release", tag: "v1" }));
    expect(baseline("list", "--folder").stdout).toContain("merge");
    expect(baseline("list", "--folder", "kept").stdout).toContain("v1");
    const slip = baseline("list", "--folder", "kpet");
    expect(slip.status).not.toBe(0);
    expect(slip.stderr).toMatch(/There is no such folder of records\. \(.*kpet\)/);
  });

  it("exports JSON and CSV to stdout alone", async () => {
    const store = openFolderStore(resolve(repo.directory, "kept"));
    const path = await store.append(sampleRecord());
    repo.write({ "kept/records/odd.json": "{}" });
    const json = baseline("export", "--folder", "kept");
    expect(JSON.parse(json.stdout)).toEqual([{ path, ...sampleRecord() }]);
    expect(json.stderr).toContain('Skipped, not a record: "records/odd.json"');
    const csv = baseline("export", "--folder", "kept", "--format", "csv");
    expect(csv.stdout.trim().split("\n")).toHaveLength(2);
  });

  it("prunes a folder, and only says what would go in a dry run", async () => {
    const store = openFolderStore(resolve(repo.directory, "kept"));
    const records = sampleRecords(5, { recordedAt: "2020-01-01T00:00:00Z" });
    for (const record of records) await store.append(record);
    await store.append(sampleRecord({ kind: "release", tag: "v1", recordedAt: "2020-01-01T00:00:00Z" }));
    const prune = (...args: string[]) => baseline("prune", "--folder", "kept", "--keep", "2", ...args);
    const dry = prune("--dry-run");
    expect(dry.stdout.trim().split("\n")).toHaveLength(3);
    expect(dry.stderr).toContain("3 records would go.");
    expect(await store.list()).toHaveLength(6);
    expect(prune().stderr).toContain("Removed: 3 of 3 records.");
    expect(await store.list()).toHaveLength(3);
    expect(prune().stderr).toContain("Nothing is to be removed.");
    expect(baseline("prune", "--folder", "kept", "--keep", "x").stderr).toContain("not a whole number");
  });

  it("prunes the branch of a repository on GitHub in one commit", async () => {
    const server = await openGitServer();
    try {
      const client = server.client();
      const records = sampleRecords(3, { recordedAt: "2020-01-01T00:00:00Z" });
      const files = Object.fromEntries(records.map((record) => [nameRecord(record).path, formatRecord(record)]));
      await putFiles(client, "pacegate-data", { ...files, "trend.html": "page" });
      const { stderr, exitCode } = await execa(
        process.execPath,
        [cli, "baseline", "prune", "--keep", "1", "--repository", "acme/search"],
        {
          cwd: repo.directory,
          reject: false,
          env: { GITHUB_TOKEN: "ghp_owner", GITHUB_API_URL: client.rest.request.endpoint.DEFAULTS.baseUrl },
        },
      );
      expect(stderr).toContain("Removed: 2 of 2 records.");
      expect(exitCode).toBe(0);
      expect([...(await filesOf(client, "pacegate-data")).keys()]).toHaveLength(2);
    } finally {
      await server.close();
    }
  });

  it("prunes the branch on GitHub alone: without a repository or a token it says what to give", () => {
    commitRecords("pacegate-data", sampleRecords(3, { recordedAt: "2020-01-01T00:00:00Z" }));
    const before = repo.git("for-each-ref");
    const dry = baseline("prune", "--keep", "1", "--dry-run");
    expect(dry.stderr).toContain("2 records would go.");
    const nameless = baseline("prune");
    expect(nameless.status).toBe(2);
    expect(nameless.stderr).toMatch(/no repository is named[\s\S]*GITHUB_TOKEN/);
    expect(baseline("prune", "--repository", "octo/search").stderr).toMatch(/there is no token[\s\S]*GITHUB_TOKEN/);
    expect(baseline("prune", "--repository", "octo").stderr).toContain("owner/name");
    const both = baseline("prune", "--folder", "--repository", "octo/search");
    expect(both.status).toBe(2);
    expect(both.stderr).toMatch(/--repository[\s\S]* cannot be used with [\s\S]*--folder/);
    expect(repo.git("for-each-ref")).toBe(before);
  });
});
