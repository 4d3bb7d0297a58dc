import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Measurements } from "../../src/bench/measurements.ts";
import { BenchFolder } from "../fixtures/bench-bundle.ts";
import { GitRepo } from "../fixtures/git-repo.ts";
import { sha } from "../fixtures/manifest.ts";
import { sizedTinyModel, tinyConfig } from "../fixtures/tiny-model.ts";

const root = resolve(import.meta.dirname, "../..");
const cli = join(root, "src/cli.ts");
const env = {
  ...process.env,
  PATH: [join(root, ".venv/bin"), process.env.PATH].join(delimiter),
  VIRTUAL_ENV: join(root, ".venv"),
  NO_COLOR: "1",
};
const config = `version: 1
models: {m: {entry: "tiny.py:predict", inputs: "tiny.py:requests"}}
backends: [here/onnxrt-cpu]
`;
const size = { rows: 2, width: 16, layers: 1 };

/** Presses Ctrl-C once, as soon as it has said that. */
async function interrupted(args: readonly string[], directory: string, whenSaid: RegExp) {
  const child = spawn(process.execPath, [cli, ...args], { cwd: directory, env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number | null>((done) => child.once("close", done));
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    if (whenSaid.test(stderr) && !child.killed) child.kill("SIGINT");
  });
  return { exitCode: await ended, stderr };
}

describe("pacegate bench", () => {
  let folder: BenchFolder;
  let project: GitRepo;

  beforeAll(() => {
    folder = new BenchFolder();
    project = new GitRepo();
    project.write({ "pacegate.yml": config });
  });
  afterAll(() => {
    folder[Symbol.dispose]();
    project[Symbol.dispose]();
  });

  /** Two bundles whose work differs by name alone: only noise could tell them apart, so that measuring takes its time. */
  async function bundles(golden?: Float32Array) {
    const subgraph = folder.layered("m", { ...size, ...(golden === undefined ? {} : { golden }) });
    const base = await folder.bundle([subgraph]);
    const head = await folder.bundle([{ ...subgraph, fingerprint: sha("another text") }]);
    return ["--base", base.directory, "--head", head.directory];
  }

  const out = (name: string): string => join(project.directory, name);
  const measured = (name: string): Measurements["cells"] =>
    JSON.parse(readFileSync(join(out(name), "measurements.json"), "utf8")).measurements.flatMap(
      ({ cells }: Measurements) => cells,
    );

  function bench(args: readonly string[], output: string) {
    const all = [cli, "bench", "-C", project.directory, "-o", out(output), ...args];
    return spawnSync(process.execPath, all, { encoding: "utf8", env });
  }

  it("exits with 2 where a bundle is none, before anything is measured", () => {
    const { status, stdout, stderr } = bench(["--head", project.directory], "none");
    expect(status, stderr).toBe(2);
    expect(stderr).toMatch(/^BundleError: /m);
    expect(stderr).not.toContain("    at ");
    expect(stdout).toBe("");
  });

  it("exits with 2 where a cell could not be measured, names it, and keeps what there is", async () => {
    const wrong = new Float32Array(size.rows * size.width).fill(1e6);
    const { status, stdout, stderr } = bench(await bundles(wrong), "wrong");
    expect(status, stderr).toBe(2);
    expect(stderr).toContain("Not measured, though they could be here: m here/onnxrt-cpu.");
    expect(stdout).toBe(`${out("wrong")}\n`);
    expect(measured("wrong")).toEqual([expect.objectContaining({ cell: "m here/onnxrt-cpu", stop: "failed" })]);
  });

  it("says on Ctrl-C where what was measured lies, and there it lies", async () => {
    const args = ["bench", "-C", project.directory, "-o", out("stopped"), ...(await bundles())];
    const { exitCode, stderr } = await interrupted(args, project.directory, /^m here\/onnxrt-cpu.*launch/m);
    expect(exitCode, stderr).toBe(130);
    expect(stderr).toMatch(/^Stopping: removing worktrees and half-written files …$/m);
    expect(stderr).toContain(`Interrupted. Nothing half-written is left. What was measured is in ${out("stopped")}.\n`);
    const [cell, ...others] = measured("stopped");
    expect(others).toEqual([]);
    expect(cell).toMatchObject({ cell: "m here/onnxrt-cpu", stop: "cancelled" });
    expect(cell?.launches.length).toBeGreaterThan(0);
  });
});

describe("pacegate gate", () => {
  it("exits with 2 where the verdict is an error, says why, and keeps the results", { timeout: 120_000 }, () => {
    using repo = new GitRepo();
    const files = {
      "pacegate.yml": tinyConfig(["here: {local: true}"], ["here/onnxrt-cpu"]),
      ".gitignore": ".pacegate\n",
    };
    repo.commit("one", { ...files, "tiny.py": 'raise RuntimeError("the weights are gone")\n' });
    repo.git("checkout", "--quiet", "-b", "change");
    const head = repo.commit("two", { "README.md": "more\n" });
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, "gate"], {
      cwd: repo.directory,
      encoding: "utf8",
      env,
    });
    expect(status, stderr).toBe(2);
    expect(stdout, stderr).toMatch(/ERROR/);
    expect(stdout).toContain("the weights are gone");
    const results = join(repo.directory, ".pacegate/results", head);
    expect(stderr).toContain(`Results: ${join(".pacegate/results", head)}`);
    expect(existsSync(join(results, "verdict.json"))).toBe(true);
    expect(repo.worktrees).toEqual([]);
  });

  it("says on Ctrl-C where what was measured lies, and leaves no worktree", { timeout: 120_000 }, async () => {
    using repo = new GitRepo();
    const files = {
      "pacegate.yml": tinyConfig(["here: {local: true}"], ["here/onnxrt-cpu"]),
      ".gitignore": ".pacegate\n",
    };
    repo.commit("one", { ...files, ...sizedTinyModel(1) });
    repo.git("checkout", "--quiet", "-b", "change");
    const head = repo.commit("two", sizedTinyModel(2));
    const { exitCode, stderr } = await interrupted(["gate"], repo.directory, /^tiny here\/onnxrt-cpu.*launch/m);
    expect(exitCode, stderr).toBe(130);
    const results = join(".pacegate/results", head);
    expect(stderr).toContain(`Interrupted. Nothing half-written is left. What was measured is in ${results}.\n`);
    expect(existsSync(join(repo.directory, results, "measurements.json"))).toBe(true);
    expect(existsSync(join(repo.directory, results, "verdict.json"))).toBe(false);
    expect(repo.worktrees).toEqual([]);
  });
});
