import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/index.ts";
import { initProject } from "../../src/init/index.ts";
import { GitRepo } from "../fixtures/git-repo.ts";

const root = resolve(import.meta.dirname, "../..");
const example = (name: string) => readFileSync(join(root, "examples/workflows", name), "utf8");
const read = (repo: GitRepo, path: string) => readFileSync(join(repo.directory, path), "utf8");
const cli = (args: readonly string[], cwd: string) =>
  spawnSync(process.execPath, [join(root, "src/cli.ts"), ...args], { cwd, encoding: "utf8" });

const gate = ".github/workflows/pacegate.yml";
const bench = ".github/workflows/pacegate-bench.yml";

describe("init", () => {
  it("writes the workflows of the examples, byte for byte", async () => {
    using repo = new GitRepo();
    await initProject({ directory: repo.directory, force: false });
    expect(read(repo, gate)).toBe(example("pacegate.yml"));
    expect(read(repo, bench)).toBe(example("pacegate-bench.yml"));
  });

  it("writes a configuration that can be read", async () => {
    using repo = new GitRepo();
    await initProject({ directory: repo.directory, force: false });
    const config = await loadConfig(join(repo.directory, "pacegate.yml"));
    expect(config.targets.map(({ place }) => place.kind)).toEqual(["runner"]);
  });

  it("never overwrites, and says what was there", async () => {
    using repo = new GitRepo();
    mkdirSync(join(repo.directory, ".github/workflows"), { recursive: true });
    writeFileSync(join(repo.directory, gate), "mine\n");
    writeFileSync(join(repo.directory, "pacegate.yml"), "mine too\n");
    const { files } = await initProject({ directory: repo.directory, force: false });
    expect(files).toEqual([
      { path: gate, outcome: "kept" },
      { path: bench, outcome: "written" },
      { path: "pacegate.yml", outcome: "kept" },
    ]);
    expect(read(repo, gate)).toBe("mine\n");
    expect(read(repo, "pacegate.yml")).toBe("mine too\n");
  });

  it("replaces workflows when forced, and never the configuration", async () => {
    using repo = new GitRepo();
    await initProject({ directory: repo.directory, force: false });
    for (const path of [gate, bench, "pacegate.yml"]) writeFileSync(join(repo.directory, path), "old\n");
    const { files } = await initProject({ directory: repo.directory, force: true });
    expect(files.map(({ outcome }) => outcome)).toEqual(["replaced", "replaced", "kept"]);
    expect(read(repo, bench)).toBe(example("pacegate-bench.yml"));
    expect(read(repo, "pacegate.yml")).toBe("old\n");
  });

  it("puts workflows into the repository's root, and the configuration into the project", async () => {
    using repo = new GitRepo();
    const project = join(repo.directory, "services", "search");
    mkdirSync(project, { recursive: true });
    const { files, workingDirectory } = await initProject({ directory: project, force: false });
    expect(files.map(({ path }) => path)).toEqual([gate, bench, "services/search/pacegate.yml"]);
    expect(workingDirectory).toBe("services/search");
  });

  it("fails where a folder cannot be made", async () => {
    using repo = new GitRepo();
    writeFileSync(join(repo.directory, ".github"), "a file\n");
    await expect(initProject({ directory: repo.directory, force: false })).rejects.toThrow(/cannot be written/);
  });

  it("makes no folder out of a slip in its name", async () => {
    using repo = new GitRepo();
    const directory = join(repo.directory, "serch");
    await expect(initProject({ directory, force: false })).rejects.toThrow(/no such folder/);
    expect(existsSync(directory)).toBe(false);
  });
});

describe("pacegate init", () => {
  it("says what it wrote and what to do next", () => {
    using repo = new GitRepo();
    const { status, stdout } = cli(["init"], repo.directory);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\.github\/workflows\/pacegate\.yml +written$/m);
    for (const word of ["OWNER", "status check `pacegate`", "runs-on", "docs/runners.md", "permissions"]) {
      expect(stdout).toContain(word);
    }
    expect(stdout).not.toContain("--force");
    expect(stdout).not.toContain("working-directory");
  });

  it("names --force where workflows were there, and the folder where the project is in one", () => {
    using repo = new GitRepo();
    mkdirSync(join(repo.directory, "search"));
    cli(["init", "--directory", "search"], repo.directory);
    const { stdout } = cli(["init", "--directory", "search"], repo.directory);
    expect(stdout).toContain("there already, not touched");
    expect(stdout).toContain("pacegate init --force");
    expect(stdout).toContain('working-directory: "search"');
  });

  it("fails outside a git repository, with the remedy", () => {
    const { status, stderr } = cli(["init"], "/");
    expect(status).toBe(2);
    expect(stderr).toMatch(/InitError: .*no git repository[\s\S]*git init/);
  });
});
