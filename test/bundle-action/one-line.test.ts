import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StepResult } from "../fixtures/github-job.ts";
import type { Permissions } from "../fixtures/github-server/tokens.ts";
import { TeamRepository } from "../fixtures/team-repository.ts";
import { sizedTinyModel, tinyConfig } from "../fixtures/tiny-model.ts";

const config = tinyConfig(["t4: {runs-on: [self-hosted, t4], threads: 1}"], ["t4/onnxrt-cpu"], 5);

/** As .github/workflows/gate.yml gives them to its jobs. */
const permissionsOf = {
  export: { contents: "read" },
  bench: { actions: "read", contents: "read" },
  report: { actions: "read", contents: "read", "pull-requests": "write", statuses: "write" },
} as const satisfies Record<string, Permissions>;

/** The jobs of the reusable workflow, each with its own token; told in order. */
describe("the gate in one line", { timeout: 200_000 }, () => {
  let team: TeamRepository;
  let number: number;
  let head: string;
  let exported: StepResult;
  let runId: number;

  beforeAll(async () => {
    team = await TeamRepository.start({ "pacegate.yml": config, ...sizedTinyModel(1) });
    ({ number, head } = await team.propose("change", sizedTinyModel(5)));
    runId = team.nextRunId();
  });
  afterAll(() => team[Symbol.asyncDispose]());

  const runMode = async (
    mode: keyof typeof permissionsOf,
    inputs: Record<string, string> = {},
  ): Promise<StepResult> => {
    const pull_request = await team.server.pullRequest(number);
    const event = { name: "pull_request", payload: { pull_request } };
    const job = { runId, jobName: mode, event, permissions: permissionsOf[mode] };
    return team.step(job, { inputs: { mode, ...inputs } });
  };

  it("exports with a token that can only read the contents, and leaves a matrix and a parcel", async () => {
    exported = await runMode("export");
    expect(exported.exitCode, exported.log).toBe(0);
    expect(exported.outputs.verdict).toBe("");
    expect(JSON.parse(exported.outputs.jobs ?? "")).toEqual([{ id: "t4", "runs-on": ["self-hosted", "t4"] }]);
    expect(JSON.parse(exported.outputs.parcel ?? "")).toMatchObject({
      run: runId,
      artifact: `pacegate-parcel-${runId}-1`,
    });
    expect(team.server.statuses).toEqual([]);
  });

  it("is an error where the bench job never came, and names the cell", async () => {
    const run = await runMode("report", { request: exported.outputs.parcel ?? "" });
    expect(run.outputs.verdict, run.log).toBe("error");
    expect(run.exitCode).toBe(2);
    expect(run.log).toMatch(/The job t4 left no measurements/);
    expect(team.statesOf(head)).toEqual(["pending", "error"]);
    const comments = await team.server.comments(number);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toContain("t4");
  });

  it("measures in the matrix's job, and the report decides and tells", async () => {
    const bench = await runMode("bench", { request: exported.outputs.parcel ?? "", job: "t4" });
    expect(bench.exitCode, bench.log).toBe(0);
    expect(bench.outputs.verdict).toBe("");
    const run = await runMode("report", { request: exported.outputs.parcel ?? "" });
    expect(run.outputs.verdict, run.log).toBe("regression");
    expect(run.exitCode).toBe(1);
    expect(team.statesOf(head).slice(-2)).toEqual(["pending", "failure"]);
    const comments = await team.server.comments(number);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toMatch(/REGRESSION/);
    expect(run.outputs["comment-url"]).toMatch(/^http/);
    expect(team.dispatches).toBe(0);
    expect(await team.records()).toEqual([]);
  });

  it("takes the input fail-on of the report", async () => {
    const run = await runMode("report", { request: exported.outputs.parcel ?? "", "fail-on": "never" });
    expect(run.exitCode, run.log).toBe(0);
    expect(run.outputs.verdict).toBe("regression");
  });

  it("writes nothing in a dry run", async () => {
    const writes = () =>
      team.server.requests.filter(
        ({ method, service }) => service !== "blobs" && service !== "results" && method !== "GET",
      );
    const before = writes().length;
    const run = await runMode("report", { request: exported.outputs.parcel ?? "", "dry-run": "true" });
    expect(run.exitCode, run.log).toBe(1);
    expect(writes()).toHaveLength(before);
  });

  it.each(["bench", "report"] as const)("refuses another version's plan in mode %s", async (mode) => {
    const request = JSON.stringify({ ...JSON.parse(exported.outputs.parcel ?? ""), pacegateVersion: "9.9.9" });
    const run = await runMode(mode, { request, job: "t4" });
    expect(run.exitCode, run.log).toBe(2);
    expect(run.outputs.verdict).toBe("error");
    expect(run.log).toMatch(/made by Pacegate "9\.9\.9".*both must be the same version/);
    if (mode === "report") expect(team.statesOf(head).at(-1)).toBe("error");
  });

  it.each([
    ["a job that the plan has not", { job: "h100" }, /no job "h100"/],
    ["another plan", { planDigest: "0".repeat(64) }, /request is for the plan 000000000000/],
    ["a parcel that is not there", { artifact: `pacegate-parcel-1-1` }, /has no artifact/],
    ["a job without a name", { job: "" }, /needs the input job/],
  ])("refuses %s", async (_, { job = "t4", ...change }: Record<string, string>, reason) => {
    const request = JSON.stringify({ ...JSON.parse(exported.outputs.parcel ?? ""), ...change });
    const run = await runMode("bench", { request, job });
    expect(run.exitCode, run.log).toBe(2);
    expect(run.log).toMatch(reason);
  });

  it("is an error where the export failed", async () => {
    const run = await runMode("report", { request: "" });
    expect(run.exitCode, run.log).toBe(2);
    expect(run.outputs.verdict).toBe("error");
    expect(team.server.statuses.at(-1)).toMatchObject({
      sha: head,
      state: "error",
      description: expect.stringMatching(/nothing to report/),
    });
  });

  it("asks GitHub only for what GitHub describes", () => {
    expect(team.server.schemaViolations).toEqual([]);
  });
});
