import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nightIssueMarker } from "../../src/nights/index.ts";
import type { StepResult } from "../fixtures/github-job.ts";
import { seedNights } from "../fixtures/seed-nights.ts";
import { TeamRepository } from "../fixtures/team-repository.ts";
import { sizedTinyModel, tinyConfig } from "../fixtures/tiny-model.ts";
import { readZip } from "../fixtures/zip-file.ts";

const config = tinyConfig(["t4: {runs-on: [self-hosted, t4], threads: 1}"], ["t4/onnxrt-cpu"], 5);
const cell = "tiny t4/onnxrt-cpu";
const permissions = { actions: "write", contents: "write", issues: "write", "pull-requests": "read" } as const;

/** From the first release to a second one, with the nights between; told in order. */
describe("releases and nights", { timeout: 300_000 }, () => {
  let team: TeamRepository;
  let first: string;
  let harmless: string;
  let slow: string;
  let undone: string;

  beforeAll(async () => {
    team = await TeamRepository.start({ "pacegate.yml": config, ...sizedTinyModel(1) });
    first = team.repo.git("rev-parse", "HEAD");
  });
  afterAll(() => team[Symbol.asyncDispose]());

  const release = async (tag: string): Promise<StepResult> => {
    const sha = team.repo.git("rev-parse", "HEAD");
    team.repo.git("tag", tag);
    await team.server.createRelease(tag);
    const event = { name: "release", payload: { release: { tag_name: tag } }, sha, ref: `refs/tags/${tag}` };
    return team.step({ event, permissions });
  };

  const night = (): Promise<StepResult> =>
    team.step({ event: { name: "schedule", payload: {}, sha: team.repo.git("rev-parse", "HEAD") }, permissions });

  const push = async (message: string, files: Record<string, string>): Promise<string> => {
    await team.push(message, files);
    return team.repo.git("rev-parse", "HEAD");
  };

  const issues = async () => {
    const [owner = "", repo = ""] = team.server.repository.split("/");
    const { data } = await team.server.admin.rest.issues.listForRepo({ owner, repo, state: "all", per_page: 100 });
    return data
      .filter(({ body }) => body?.startsWith(nightIssueMarker))
      .map(({ number, state, title, body, user }) => ({ number, state, title, body: body ?? "", author: user?.login }));
  };

  const lastRecord = async () => (await team.records()).at(-1)?.record;

  it("refuse a night as long as there is no release to compare it with", async () => {
    const run = await night();
    expect(run.exitCode, run.log).toBe(2);
    expect(run.log).toMatch(/There is no release yet/);
    expect(await team.records()).toEqual([]);
  });

  it("keep the bundle of the first release, in which everything is new", async () => {
    const run = await release("v1");
    expect(run.outputs.verdict, run.log).toBe("pass");
    expect(run.exitCode).toBe(0);
    const asset = team.server.releases[0]?.assets.find(({ name }) => name === "pacegate-bundle.zip");
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

  it("show that a push got slower, without failing what is merged already", async () => {
    harmless = await push("Explain the model", { "README.md": "A tiny model.\n" });
    slow = await push("More layers for better answers", sizedTinyModel(5));
    const payload = {
      ref: "refs/heads/main",
      before: harmless,
      after: slow,
      repository: { default_branch: "main" },
    };
    const run = await team.step({ event: { name: "push", payload, sha: slow }, permissions });
    expect(run.exitCode, run.log).toBe(0);
    expect(run.outputs.verdict).toBe("regression");
    expect(await lastRecord()).toMatchObject({ kind: "merge", commit: slow, base: harmless, tag: null });
    expect(await issues()).toEqual([]);
  });

  it("open one issue after enough slow nights, which names the commits in between", async () => {
    await seedNights(team, { commit: first, anchor: first, ratios: [0.001, -0.002, 0.003, 0, 0.002], daysAgo: 10 });
    await seedNights(team, { commit: slow, anchor: first, ratios: [2.1, 2.05], daysAgo: 3 });
    const run = await night();
    expect(run.outputs.verdict, run.log).toBe("regression");
    expect(run.exitCode).toBe(1);
    expect(await lastRecord()).toMatchObject({ kind: "night", commit: slow, base: first, tag: "v1" });
    const [issue, ...others] = await issues();
    expect(others).toEqual([]);
    expect(issue).toMatchObject({ state: "open", author: "github-actions[bot]" });
    expect(issue?.title).toContain("slower than v1");
    expect(issue?.body).toContain("More layers for better answers");
    expect(issue?.body).toContain("Explain the model");
    expect(issue?.body).toContain(slow.slice(0, 12));
    expect(team.server.statuses).toEqual([]);
  });

  it("update the same issue in the next night", async () => {
    const before = (await issues())[0]?.body;
    const run = await night();
    expect(run.exitCode, run.log).toBe(1);
    const [issue, ...others] = await issues();
    expect(others).toEqual([]);
    expect(issue?.state).toBe("open");
    expect(issue?.body).not.toBe(before);
  });

  it("close the issue once it has been undone for some nights", async () => {
    undone = await push("Fewer layers again", sizedTinyModel(1));
    for (let left = 3; left > 0; left--) {
      const run = await night();
      expect(run.exitCode, run.log).toBe(0);
    }
    expect(await lastRecord()).toMatchObject({ kind: "night", commit: undone, conclusion: "pass" });
    expect(await issues()).toEqual([expect.objectContaining({ state: "closed" })]);
  });

  it("fail the second release where it is slower than the first", async () => {
    team.repo.git("checkout", "--quiet", "--detach", slow);
    const run = await release("v2");
    expect(run.outputs.verdict, run.log).toBe("regression");
    expect(run.exitCode).toBe(1);
    expect(await lastRecord()).toMatchObject({ kind: "release", commit: slow, base: first, tag: "v2" });
  });

  it("ask GitHub only for what GitHub describes", () => {
    expect(team.server.schemaViolations).toEqual([]);
  });
});
