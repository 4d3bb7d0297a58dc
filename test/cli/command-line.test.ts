import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { verdictFormat } from "../../src/compare/verdict.ts";
import { GitRepo } from "../fixtures/git-repo.ts";
import { sampleVerdict } from "../fixtures/verdict.ts";

const cli = resolve(import.meta.dirname, "../../src/cli.ts");

function run(args: readonly string[], directory = import.meta.dirname) {
  return spawnSync(process.execPath, [cli, ...args], {
    cwd: directory,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
}

const config = `version: 1
models: {tiny: {entry: "tiny.py:predict", inputs: "tiny.py:requests"}}
backends: [here/onnxrt-cpu]
`;

describe("command line", () => {
  it("teaches by examples", () => {
    const { status, stdout } = run(["gate", "--help"]);
    expect(status).toBe(0);
    expect(stdout).toContain("pacegate gate --base origin/main --format markdown > report.md");
  });

  it("says what an inconclusive gate exits with, and how to have it fail", () => {
    const { stdout } = run(["--help"]);
    expect(stdout).toMatch(/INCONCLUSIVE, never PASS, and the exit code is 0;\n`--fail-on inconclusive` makes it 2/);
  });

  it.each([
    { args: ["gat"], message: /unknown command 'gat'[\s\S]*Did you mean gate/ },
    { args: ["gate", "--bse", "x"], message: /unknown option '--bse'[\s\S]*Did you mean --base/ },
    { args: ["gate", "--fail-on", "regressions"], message: /Allowed choices are regression, inconclusive, never/ },
    { args: ["bench"], message: /required option/ },
    { args: [], message: /Usage: pacegate/ },
  ])("fails on $args, and says what is right", ({ args, message }) => {
    const { status, stderr } = run(args);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });

  it("fails outside a git repository, with the remedy and without a stack", () => {
    const { status, stderr, stdout } = run(["gate"], "/");
    expect(status).toBe(2);
    expect(stderr).toMatch(/ExportError: .*git repository[\s\S]*fetch-depth: 0/);
    expect(stderr).not.toContain("    at ");
    expect(stdout).toBe("");
  });

  it("prints the stack for those who ask", () => {
    expect(run(["gate", "--debug"], "/").stderr).toContain("    at ");
    expect(run(["--debug", "gate"], "/").stderr).toContain("    at ");
  });

  it("fails without a configuration, and where it is not committed", () => {
    using repo = new GitRepo();
    repo.commit("one", { "tiny.py": "" });
    expect(run(["gate"], repo.directory)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("There is no pacegate.yml"),
    });
    repo.write({ "pacegate.yml": config });
    expect(run(["gate"], repo.directory)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("not committed"),
    });
  });

  it("names file, line and the nearest key for a typo in the configuration, and leaves no worktree", () => {
    using repo = new GitRepo();
    repo.commit("one", { "pacegate.yml": config.replace("backends", "backend") });
    const { status, stderr } = run(["gate"], repo.directory);
    expect(status).toBe(2);
    expect(stderr).toMatch(/ConfigError[\s\S]*backend[\s\S]*pacegate\.yml:3/);
    expect(stderr).toContain("backends");
    expect(repo.worktrees).toEqual([]);
  });

  it("says that it is the base's configuration that is broken, and how one gets past that", () => {
    using repo = new GitRepo();
    const base = repo.commit("broken", { "pacegate.yml": config.replace("backends", "backend") });
    repo.commit("repaired", { "pacegate.yml": config });
    const { status, stderr } = run(["gate", "--base", base], repo.directory);
    expect(status).toBe(2);
    expect(stderr).toContain(`The base commit's configuration cannot be read: Unknown key "backend".`);
    expect(stderr).toContain(`(${base.slice(0, 12)}:pacegate.yml:3, backend)`);
    expect(stderr).toContain("merged past this check once");
    expect(repo.worktrees).toEqual([]);
  });

  it("says that the project's folder does not exist", () => {
    const { status, stderr } = run(["gate", "-C", "no-such-folder"]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/The folder does not exist\.[\s\S]*no-such-folder/);
  });

  it.each([
    ["pass", 0],
    ["regression", 1],
    ["error", 2],
  ] as const)("renders a verdict again and exits like the gate: %s", (conclusion, exitCode) => {
    using repo = new GitRepo();
    const verdict = verdictFormat.schema.parse(sampleVerdict({ conclusion, headline: "The headline of this test" }));
    writeFileSync(join(repo.directory, "verdict.json"), JSON.stringify(verdict));
    const { status, stdout } = run(["report", repo.directory, "--format", "markdown"]);
    expect(stdout).toContain("The headline of this test");
    expect(status).toBe(exitCode);
  });

  it("fails where there is no verdict, or another version's", () => {
    using repo = new GitRepo();
    expect(run(["report", repo.directory])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("pacegate compare"),
    });
    repo.write({ "verdict.json": '{"schema": "pacegate/verdict/9"}' });
    expect(run(["report", repo.directory])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("pacegate/verdict/9"),
    });
  });
});
