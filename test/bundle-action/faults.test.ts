import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GitRepo } from "../fixtures/git-repo.ts";
import {
  type Machine,
  measureForReal,
  runPostStep,
  runStep,
  type Step,
  type StepResult,
  startMachines,
} from "../fixtures/github-job.ts";
import type { Fault } from "../fixtures/github-server/faults.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import type { JobDescription } from "../fixtures/github-server/job-environment.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";
import type { WorkflowJob } from "../fixtures/github-server/workflow-run.ts";
import { sizedTinyModel, tinyConfig } from "../fixtures/tiny-model.ts";

const config = tinyConfig(["t4: {runs-on: [self-hosted, t4], threads: 1}"], ["t4/onnxrt-cpu"]);
const benchWorkflow = readFileSync(new URL("../../examples/workflows/pacegate-bench.yml", import.meta.url), "utf8");
const artifact = "pacegate-measurements-t4";
const always = Number.POSITIVE_INFINITY;

/**
 * What one gate has exported and a machine has measured for real, once: a slower head. The gates under fault find the
 * bundles in a copy of this checkout, and their machines upload the same measurements again: they are of the same plan.
 */
interface Told {
  readonly repo: GitRepo;
  readonly base: string;
  readonly head: string;
  planDigest: string;
  measurements: Buffer;
}

let told: Told;

/** A pull request on a GitHub of its own, so that gates under different faults can go on at the same time. */
class Scene implements AsyncDisposable {
  readonly server: GitHubServer;
  readonly number: number;
  readonly #machines: AsyncDisposable;
  readonly #folders: string[] = [];

  constructor(server: GitHubServer, number: number, machine: Machine) {
    this.server = server;
    this.number = number;
    this.#machines = startMachines(server, machine);
  }

  static async open(machine: Machine, faults: readonly Fault[] = []): Promise<Scene> {
    const server = await startGitHubServer();
    server.addWorkflow(".github/workflows/pacegate-bench.yml", benchWorkflow);
    await server.pushFrom(told.repo.directory, { commit: told.base });
    await server.pushFrom(told.repo.directory, { commit: told.head, branch: "change" });
    const number = await server.openPullRequest({ head: "change" });
    for (const fault of faults) server.faults.add(fault);
    return new Scene(server, number, machine);
  }

  async job(change: Partial<JobDescription> = {}): Promise<JobDescription> {
    const event = { name: "pull_request", payload: { pull_request: await this.server.pullRequest(this.number) } };
    return { runId: 100, event, ...change };
  }

  async gate(change: Partial<JobDescription> = {}, step: Partial<Step> = {}): Promise<StepResult> {
    return runStep(this.server, await this.job(change), { directory: this.checkout(), ...step });
  }

  checkout(): string {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "pacegate-faults-")));
    this.#folders.push(folder);
    cpSync(told.repo.directory, folder, { recursive: true });
    return folder;
  }

  get states(): readonly string[] {
    return this.server.statuses.filter(({ sha }) => sha === told.head).map(({ state }) => state);
  }

  get benchRuns() {
    return this.server.runs.filter(({ start }) => start.event === "workflow_dispatch");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#machines[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }
}

function upload(job: WorkflowJob, server: GitHubServer): void {
  const { planDigest } = JSON.parse(job.inputs.request ?? "{}");
  if (planDigest !== told.planDigest) throw new Error("This is not the plan that was measured.");
  server.putArtifact(job.run.start.id, `${artifact}-${job.attempt}`, told.measurements, job.attempt);
}

const answer: Machine = async (job, server) => {
  job.start();
  upload(job, server);
  job.complete();
};

/** Measures until the run is cancelled. */
const endless: Machine = async (job) => {
  job.start();
  await new Promise((resolve) => job.signal.addEventListener("abort", resolve, { once: true }));
};

async function expectRegression(scene: Scene, run: StepResult): Promise<void> {
  expect(run.outputs.verdict, run.log).toBe("regression");
  expect(run.exitCode).toBe(1);
  expect(scene.states.at(-1)).toBe("failure");
  const comments = await scene.server.comments(scene.number);
  expect(comments.map(({ body }) => /REGRESSION/.test(body))).toEqual([true]);
  expect(scene.server.schemaViolations).toEqual([]);
}

function expectError(scene: Scene, run: StepResult, why: RegExp): void {
  expect(run.outputs.verdict, run.log).toBe("error");
  expect(run.exitCode).toBe(2);
  expect(run.log).toMatch(why);
  expect(scene.states).not.toContain("success");
  expect(scene.states.at(-1)).toBe("error");
}

beforeAll(async () => {
  const repo = new GitRepo();
  const base = repo.commit("first", { "pacegate.yml": config, ...sizedTinyModel(1), ".gitignore": ".pacegate\n" });
  repo.git("checkout", "--quiet", "-b", "change");
  const head = repo.commit("more layers", sizedTinyModel(6));
  told = { repo, base, head, planDigest: "", measurements: Buffer.alloc(0) };
  await using scene = await Scene.open(async (job, server) => {
    told.planDigest = JSON.parse(job.inputs.request ?? "{}").planDigest;
    await measureForReal(job, server);
  });
  const run = await scene.gate({}, { directory: repo.directory });
  await expectRegression(scene, run);
  const [measured] = scene.server.artifacts.filter(({ name }) => name.startsWith(artifact));
  if (measured === undefined) throw new Error("The machine uploaded nothing.");
  told.measurements = scene.server.artifactBytes(measured);
}, 200_000);

afterAll(() => told.repo[Symbol.dispose]());

describe("a gate under faults that pass", { timeout: 200_000, concurrent: true }, () => {
  it("comes to its verdict, starts one run and writes one comment, whatever breaks once on its way", async () => {
    const container = "/container/{blob}";
    await using scene = await Scene.open(answer, [
      { method: "GET", route: "/repos/{owner}/{repo}", fault: { kind: "status", status: 500 } },
      { method: "POST", route: /\/statuses\//, times: 2, fault: { kind: "status", status: 502, taken: true } },
      { method: "GET", route: /\/pulls\/\d+$/, fault: { kind: "too-many-requests", retryAfterSeconds: 1 } },
      { method: "POST", route: /\/comments$/, fault: { kind: "secondary-limit", retryAfterSeconds: 1 } },
      { method: "POST", route: /\/comments$/, nth: 2, fault: { kind: "status", status: 502, taken: true } },
      { method: "POST", route: /\/dispatches$/, fault: { kind: "reset", taken: true } },
      { method: "GET", route: /\/jobs$/, fault: { kind: "reset" } },
      { method: "GET", route: /\/runs\/\d+\/artifacts$/, fault: { kind: "slow", milliseconds: 3000 } },
      { method: "GET", route: /\/comments$/, fault: { kind: "truncated" } },
      { method: "GET", route: container, nth: 1, fault: { kind: "truncated" } },
      { method: "GET", route: container, nth: 2, fault: { kind: "altered" } },
    ]);
    const run = await scene.gate();
    await expectRegression(scene, run);
    expect(scene.benchRuns, run.log).toHaveLength(1);
    expect(new Set(scene.states)).toEqual(new Set(["pending", "failure"]));
    const names = scene.server.artifacts.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("starts the job of a runner that died once more, and keeps to GitHub's clock where its own is wrong", async () => {
    let lost = 0;
    await using scene = await Scene.open(async (job, server) => {
      if (lost > 0) return answer(job, server);
      lost += 1;
      job.start();
      job.lose();
    });
    scene.server.clock.skewSeconds = -3 * 3600;
    const run = await scene.gate();
    await expectRegression(scene, run);
    expect(run.log).toContain("started once more: t4 (1 of 1 cells)");
    expect(scene.benchRuns.map(({ conclusion }) => conclusion)).toEqual(["failure", "success"]);
  });

  it("takes what a job measured that somebody ran again, not what its first attempt left", async () => {
    await using scene = await Scene.open(async (job, server) => {
      job.start();
      if (job.attempt > 1) {
        upload(job, server);
        job.complete();
        return;
      }
      server.putArtifact(job.run.start.id, `${artifact}-1`, Buffer.from("half a file"));
      job.lose();
      server.rerun(job.run);
    });
    await expectRegression(scene, await scene.gate());
    expect(scene.benchRuns.map(({ attempt }) => attempt)).toEqual([2]);
  });

  it("does not disturb another gate on the same pull request", async () => {
    await using scene = await Scene.open(answer);
    const runs = await Promise.all([scene.gate({ runId: 100 }), scene.gate({ runId: 101 })]);
    for (const run of runs) await expectRegression(scene, run);
    expect(scene.states.toSorted()).toEqual(["failure", "failure", "pending", "pending"]);
    expect(new Set(runs.map(({ outputs }) => outputs["comment-url"])).size).toBe(1);
    const parcels = scene.server.artifacts.map(({ name }) => name).filter((name) => name.includes("parcel"));
    expect(parcels.toSorted()).toEqual(["pacegate-parcel-100-1", "pacegate-parcel-101-1"]);
    const ended = scene.benchRuns.map(({ conclusion }) => conclusion);
    expect(ended, runs.map(({ log }) => log).join("\n")).toEqual(["success", "success"]);
  });
});

describe("a gate under faults that stay", { timeout: 200_000, concurrent: true }, () => {
  it("ends with an error and cancels its run where it cannot follow the run any more", async () => {
    const fault = { kind: "status", status: 500 } as const;
    await using scene = await Scene.open(endless, [{ method: "GET", route: /\/jobs$/, times: always, fault }]);
    expectError(scene, await scene.gate(), /could not be followed any more: GitHub did not list the jobs .*\(500/);
    expect(scene.benchRuns.map(({ conclusion }) => conclusion)).toEqual(["cancelled"]);
  });

  it("never judges by measurements that come truncated, or with a wrong digest", async () => {
    const container = "/container/{blob}";
    await using scene = await Scene.open(answer, [
      { method: "GET", route: container, times: 3, fault: { kind: "truncated" } },
      { method: "GET", route: container, nth: 4, times: always, fault: { kind: "altered" } },
    ]);
    const run = await scene.gate();
    expectError(scene, run, /its digest is sha256:[0-9a-f]{64} instead of sha256:[0-9a-f]{64}/);
    expect(run.log).toMatch(/the first time .*could not be downloaded whole/);
    expect(scene.benchRuns).toHaveLength(2);
  });

  it("is not green where its comment is lost", async () => {
    await using scene = await Scene.open(answer, [
      { method: "POST", route: /\/comments$/, times: always, fault: { kind: "reset" } },
    ]);
    const run = await scene.gate();
    expect(run.exitCode, run.log).toBe(2);
    expect(run.log).toContain("GitHub did not write the comment");
    expect(scene.states).toEqual(["pending", "error"]);
  });

  it("ends with an error where its token expires half way, and leaves the status pending", async () => {
    let token = "";
    await using scene = await Scene.open(async (job, server) => {
      server.expireToken(token);
      await answer(job, server);
    });
    token = scene.server.issueToken();
    const run = await scene.gate({ token });
    expect(run.outputs.verdict, run.log).toBe("error");
    expect(run.exitCode).toBe(2);
    expect(run.log).toMatch(/Bad credentials/);
    expect(scene.states).toEqual(["pending"]);
    expect(await scene.server.comments(scene.number)).toEqual([]);
    // The mask is the one place where the runner has to read it.
    expect(run.log.replace(`::add-mask::${token}`, "")).not.toContain(token);
  });

  it("says what to do where a policy refuses the dispatch, and is decided once somebody did it", async () => {
    await using scene = await Scene.open(answer);
    scene.server.dispatch.isForbidden = true;
    const refused = await scene.gate();
    expectError(scene, refused, /a policy of the organisation forbids workflow_dispatch: its owners can allow it/);
    expect(scene.benchRuns).toEqual([]);
    scene.server.dispatch.isForbidden = false;
    await expectRegression(scene, await scene.gate({ attempt: 2 }));
    expect(scene.states).toEqual(["pending", "error", "pending", "failure"]);
  });

  it("leaves nothing behind when it is cancelled: what it could not cancel itself, its post step does", async () => {
    const cancelled = new AbortController();
    await using scene = await Scene.open(
      async (job, server) => {
        const work = endless(job, server);
        cancelled.abort();
        await work;
      },
      [{ method: "POST", route: /\/cancel$/, fault: { kind: "refused", status: 403, message: "Try again later." } }],
    );
    const step = { directory: scene.checkout(), signal: cancelled.signal };
    const run = await scene.gate({}, step);
    expect(run.exitCode, run.log).toBe(130);
    expect(run.outputs.verdict).toBe("error");
    expect(scene.states).toEqual(["pending", "error"]);
    expect(
      scene.benchRuns.map(({ status }) => status),
      run.log,
    ).toEqual(["in_progress"]);
    const post = await runPostStep(scene.server, await scene.job(), { directory: step.directory }, run);
    expect(post.exitCode, post.log).toBe(0);
    expect(scene.benchRuns.map(({ conclusion }) => conclusion)).toEqual(["cancelled"]);
  });
});
