import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StepResult } from "../fixtures/github-job.ts";
import type { JobDescription } from "../fixtures/github-server/job-environment.ts";
import type { Permissions } from "../fixtures/github-server/tokens.ts";
import { seedNights } from "../fixtures/seed-nights.ts";
import { TeamRepository } from "../fixtures/team-repository.ts";
import { sizedTinyModel, tinyConfig } from "../fixtures/tiny-model.ts";
import { readZip } from "../fixtures/zip-file.ts";

const config = tinyConfig(["t4: {runs-on: [self-hosted, t4], threads: 1}"], ["t4/onnxrt-cpu"], 5);
const cell = "tiny t4/onnxrt-cpu";

/** As .github/workflows/gate.yml gives them to its jobs; `record` is the job that takes the place of `report`. */
const permissionsOf = {
  export: { contents: "read" },
  bench: { actions: "read", contents: "read" },
  record: { actions: "read", contents: "write", issues: "write", "pull-requests": "read" },
} as const satisfies Record<string, Permissions>;

type Event = NonNullable<JobDescription["event"]>;

interface Flow {
  readonly exported: StepResult;
  readonly recorded: StepResult;
}

/** The reusable workflow on the default branch: each of its jobs with its own token and machine; told in order. */
describe("what the one-line workflow records", { timeout: 300_000 }, () => {
  let team: TeamRepository;
  let first: string;
  let slow: string;

  beforeAll(async () => {
    team = await TeamRepository.start({ "pacegate.yml": config, ...sizedTinyModel(1) }, null);
    first = team.repo.git("rev-parse", "HEAD");
  });
  afterAll(() => team[Symbol.asyncDispose]());

  /** A job's machine begins with an empty store, as GitHub's do. */
  const forgetBundles = (): void => rmSync(join(team.repo.directory, ".pacegate"), { recursive: true, force: true });

  const runFlow = async (event: Event): Promise<Flow> => {
    const runId = team.nextRunId();
    const runMode = (job: keyof typeof permissionsOf, inputs: Record<string, string>) =>
      team.step({ runId, jobName: job, event, permissions: permissionsOf[job] }, { inputs });
    forgetBundles();
    const exported = await runMode("export", { mode: "export" });
    expect(exported.exitCode, exported.log).toBe(0);
    const request = exported.outputs.parcel ?? "";
    for (const { id } of JSON.parse(exported.outputs.jobs ?? "[]") as { id: string }[]) {
      const bench = await runMode("bench", { mode: "bench", request, job: id });
      expect(bench.exitCode, bench.log).toBe(0);
    }
    // Nothing of the project is checked out there.
    forgetBundles();
    return { exported, recorded: await runMode("record", { mode: "report", request }) };
  };

  const release = async (tag: string): Promise<Flow> => {
    const sha = team.repo.git("rev-parse", "HEAD");
    team.repo.git("tag", tag);
    await team.server.createRelease(tag);
    return runFlow({ name: "release", payload: { release: { tag_name: tag } }, sha, ref: `refs/tags/${tag}` });
  };

  const night = (): Promise<Flow> =>
    runFlow({ name: "schedule", payload: {}, sha: team.repo.git("rev-parse", "HEAD") });

  const lastRecord = async (): Promise<unknown> => (await team.records()).at(-1)?.record;

  it("of a release is its bundle and a record, and no commit status", async () => {
    const { recorded } = await release("v1");
    expect(recorded.outputs.verdict, recorded.log).toBe("pass");
    expect(recorded.exitCode).toBe(0);
    const [asset, ...others] = team.server.releases[0]?.assets ?? [];
    expect([asset?.name, others]).toEqual(["pacegate-bundle.zip", []]);
    const names = (await readZip(asset?.bytes ?? Buffer.alloc(0))).map(({ name }) => name);
    expect(names).toContainEqual(expect.stringMatching(new RegExp(`^bundles/${first}-[0-9a-f]+/manifest\\.json$`)));
    expect(names).toContainEqual(expect.stringMatching(/^objects\/[0-9a-f]{64}$/));
    expect(await lastRecord()).toMatchObject({
      kind: "release",
      commit: first,
      base: null,
      tag: "v1",
      conclusion: "pass",
      bundle: { place: "release-asset", key: "v1" },
      cells: expect.arrayContaining([expect.objectContaining({ cell, state: "new" })]),
    });
    expect(team.server.statuses).toEqual([]);
  });

  it("of a push is a record that fails nothing", async () => {
    slow = await team.push("More layers", sizedTinyModel(5));
    const payload = { ref: "refs/heads/main", before: first, after: slow, repository: { default_branch: "main" } };
    const { recorded } = await runFlow({ name: "push", payload, sha: slow });
    expect(recorded.exitCode, recorded.log).toBe(0);
    expect(recorded.outputs.verdict).toBe("regression");
    expect(await lastRecord()).toMatchObject({ kind: "merge", commit: slow, base: first, tag: null });
  });

  it("of a night is a duet against the release's own bundle, and the issue that slow nights open", async () => {
    team.server.caches.clear();
    await seedNights(team, { commit: first, anchor: first, ratios: [0.001, -0.002, 0.003, 0, 0.002], daysAgo: 10 });
    await seedNights(team, { commit: slow, anchor: first, ratios: [2.1, 2.05], daysAgo: 3 });
    const { exported, recorded } = await night();
    expect(exported.log).toContain("Brought the bundle of v1 from its release.");
    expect(recorded.outputs.verdict, recorded.log).toBe("regression");
    expect(recorded.exitCode).toBe(1);
    expect(await lastRecord()).toMatchObject({ kind: "night", commit: slow, base: first, tag: "v1" });
    const issues = await team.server.admin.rest.issues.listForRepo({ owner: "acme", repo: "app", state: "open" });
    expect(issues.data.map(({ title, user }) => [title, user?.login])).toEqual([
      [expect.stringContaining("slower than v1"), "github-actions[bot]"],
    ]);
    expect(issues.data[0]?.body).toContain("More layers");
    expect(team.server.statuses).toEqual([]);
  });

  it("of a job that never came is an error, in the record too", async () => {
    const runId = team.nextRunId();
    const event = { name: "schedule", payload: {}, sha: slow };
    const job = (jobName: "export" | "record") => ({ runId, jobName, event, permissions: permissionsOf[jobName] });
    const exported = await team.step(job("export"), { inputs: { mode: "export" } });
    const request = exported.outputs.parcel ?? "";
    const recorded = await team.step(job("record"), { inputs: { mode: "report", request } });
    expect(recorded.exitCode, recorded.log).toBe(2);
    expect(recorded.outputs.verdict).toBe("error");
    expect(await lastRecord()).toMatchObject({ kind: "night", conclusion: "error" });
  });

  it("asks GitHub only for what GitHub describes", () => {
    expect(team.server.schemaViolations).toEqual([]);
  });
});
