import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verdictFormat } from "../../src/compare/verdict.ts";
import { readDocument } from "../../src/document/index.ts";
import { cancelBuiltAction, runBuiltAction } from "../fixtures/built-action.ts";
import { GitRepo } from "../fixtures/git-repo.ts";

const root = resolve(import.meta.dirname, "../..");

const config = `version: 1
models:
  tiny:
    entry: tiny.py:predict
    inputs: tiny.py:requests
targets:
  here: {local: true, threads: 1}
backends: [here/onnxrt-cpu]
gate:
  limits: {seconds-per-cell: 60}
`;

/** A model whose time is one matrix product of this size. */
const tiny = (size: number) => `import torch

torch.manual_seed(0)
model = torch.nn.Linear(${size}, ${size}).eval()


def predict(batch):
    return model(batch)


def requests():
    yield torch.ones(64, ${size})
`;

/** Inputs stay the same; four more layers of work lie behind them. */
const slower = tiny(256).replace(
  "torch.nn.Linear(256, 256).eval()",
  "torch.nn.Sequential(*[torch.nn.Linear(256, 256) for _ in range(5)]).eval()",
);

const repository = { full_name: "acme/tiny" };
const payload = (base: string, head: string) => ({
  pull_request: { number: 1, base: { sha: base, repo: repository }, head: { sha: head, repo: repository } },
});
const manual = { eventName: "workflow_dispatch", payload: {} };

/** Each test exports with a real torch. */
describe("the built action", { timeout: 300_000 }, () => {
  let repo: GitRepo;
  let first: string;

  beforeAll(() => {
    repo = new GitRepo();
    first = repo.commit("first", { "pacegate.yml": config, "tiny.py": tiny(256) });
  });
  afterAll(() => repo[Symbol.dispose]());

  it("fails a pull request that makes the model slower, and says so in every place", () => {
    repo.git("checkout", "--quiet", "--detach", first);
    const head = repo.commit("five layers", { "tiny.py": slower });
    const run = runBuiltAction({
      directory: repo.directory,
      inputs: { mode: "gate" },
      eventName: "pull_request",
      payload: payload(first, head),
      environment: { GITHUB_TOKEN: "must-not-reach-the-user" },
    });
    expect(run.outputs.verdict, run.log).toBe("regression");
    expect(run.exitCode).toBe(1);
    expect(run.log).toMatch(/^::error title=Pacegate::/m);
    expect(run.summary).toContain("tiny");
    const { results = "", report = "" } = run.outputs;
    expect(results).toBe(join(repo.directory, ".pacegate/results", head));
    expect(readFileSync(report, "utf8")).toContain("tiny");
    const verdict = readDocument(verdictFormat, readFileSync(join(results, "verdict.json"), "utf8"), results);
    const regressions = verdict.cells.filter(({ effectOnGate }) => effectOnGate === "fail-regression");
    expect(run.outputs.regressions).toBe(String(regressions.length));
    expect(repo.worktrees).toEqual([]);

    const again = runBuiltAction({
      directory: repo.directory,
      inputs: { mode: "report", results },
      ...manual,
    });
    expect(again).toMatchObject({ exitCode: 1, outputs: { verdict: "regression" } });
    expect(again.summary).toContain(verdict.headline.slice(0, 10));
  });

  it("uses the base's stored bundle again, and calls everything new where the base has no configuration", () => {
    repo.git("checkout", "--quiet", "--detach", first);
    repo.git("rm", "--quiet", "pacegate.yml");
    const bare = repo.commit("without Pacegate", {});
    const head = repo.commit("with Pacegate", { "pacegate.yml": config });
    const run = runBuiltAction({
      directory: repo.directory,
      inputs: {},
      eventName: "pull_request",
      payload: payload(bare, head),
    });
    expect(run.outputs, run.log).toMatchObject({ verdict: "pass", regressions: "0" });
    expect(run.exitCode).toBe(0);
    expect(run.log).toMatch(/new/i);
  });

  it("fails with the user's traceback where the entry raises", () => {
    repo.git("checkout", "--quiet", "--detach", first);
    const head = repo.commit("broken", { "tiny.py": `${tiny(256)}\nraise RuntimeError("no weights found")\n` });
    const run = runBuiltAction({
      directory: repo.directory,
      inputs: {},
      eventName: "pull_request",
      payload: payload(first, head),
    });
    expect(run.exitCode, run.log).toBe(2);
    expect(run.outputs.verdict).toBe("error");
    expect(run.log).toContain("no weights found");
    // From the user's first frame on, not from Pacegate's.
    expect(run.log).toMatch(/Traceback[\s\S]*?File "tiny\.py", line \d+/);
    expect(run.log).not.toContain("pacegate/entry.py");
  });

  it("leaves no worktree and no half bundle when the job is cancelled", async () => {
    repo.git("checkout", "--quiet", "--detach", first);
    const head = repo.commit("cancelled", { "tiny.py": `# another commit\n${slower}` });
    const bundles = () => readdirSync(join(repo.directory, ".pacegate/bundles")).toSorted();
    const before = bundles();
    const start = { directory: repo.directory, inputs: {}, eventName: "pull_request", payload: payload(first, head) };
    const { exitCode, log } = await cancelBuiltAction(start, /export head.*: load/);
    expect(exitCode, log).toBe(130);
    expect(bundles()).toEqual(before);
    expect(readdirSync(join(repo.directory, ".pacegate/tmp"))).toEqual([]);
    expect(repo.worktrees).toEqual([]);
  });

  it.each([
    [{ mode: "gates" }, /The input mode is "gates"/],
    [{ summary: "yes" }, /neither true nor false/],
    [{ config: "other.yml" }, /There is no other\.yml/],
    [{ base: "v0.0" }, /"v0\.0" is not in this repository/],
    [{ mode: "report" }, /There is nothing to report/],
  ])("fails closed on %j", (inputs, message) => {
    const run = runBuiltAction({ directory: repo.directory, inputs, ...manual });
    expect(run.exitCode).toBe(2);
    expect(run.outputs.verdict).toBe("error");
    expect(run.log).toMatch(message);
  });

  it("fails closed on an event file that is no JSON", () => {
    const run = runBuiltAction({
      directory: repo.directory,
      inputs: {},
      ...manual,
      environment: { GITHUB_EVENT_PATH: join(repo.directory, "tiny.py") },
    });
    expect(run).toMatchObject({ exitCode: 2, outputs: { verdict: "error" } });
  });
});

describe("the built action on the example", { timeout: 300_000 }, () => {
  it("measures nothing and passes where only a comment and a variable's name changed", () => {
    using repo = new GitRepo();
    // Below the repo's root, as in a repo of several projects.
    const project = join(repo.directory, "services/search");
    cpSync(join(root, "examples/semantic-search"), project, {
      recursive: true,
      filter: (source) => !/[/\\](\.pacegate|__pycache__)$/.test(source),
    });
    const base = repo.commit("first", {});
    repo.git("apply", "--directory=services/search", join(root, "scripts/demo-changes/rename-a-variable.patch"));
    const head = repo.commit("rename", {});
    const run = runBuiltAction({
      directory: repo.directory,
      inputs: { "working-directory": "services/search" },
      eventName: "pull_request",
      payload: payload(base, head),
    });
    expect(run.outputs, run.log).toMatchObject({ verdict: "pass", regressions: "0" });
    expect(run.exitCode).toBe(0);
    const { results = "" } = run.outputs;
    const verdict = readDocument(verdictFormat, readFileSync(join(results, "verdict.json"), "utf8"), results);
    expect(verdict.cells.map(({ outcome }) => outcome.state)).toEqual(verdict.cells.map(() => "unchanged-skipped"));
    expect(existsSync(join(project, ".pacegate/objects"))).toBe(true);
  });
});
