import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ForkedTeam } from "../fixtures/forked-team.ts";
import type { Machine, StepResult } from "../fixtures/github-job.ts";
import { simulatedMeasurements } from "../fixtures/simulated-runners.ts";
import type { TeamRepository } from "../fixtures/team-repository.ts";
import { sizedTinyModel, tinyConfig } from "../fixtures/tiny-model.ts";

const config = tinyConfig(["t4: {runs-on: [self-hosted, t4], threads: 1}"], ["t4/onnxrt-cpu"], 5);

/** What becomes of a fork's pull request while somebody works on it; told in order. */
describe("a fork's pull request that changes under the gate", { timeout: 200_000 }, () => {
  let forked: ForkedTeam;
  let team: TeamRepository;
  let number: number;
  let head: string;
  /** What happens while a machine of the team measures. */
  let meanwhile: () => Promise<void> = async () => {};

  /** Half as slow again. */
  const machine: Machine = async (job, server) => {
    job.start();
    await meanwhile();
    const { artifact } = JSON.parse(job.inputs.request ?? "{}") as { artifact?: string };
    const parcel = server.artifacts.find(({ name }) => name === artifact);
    if (parcel === undefined) throw new Error(`There is no parcel ${artifact}.`);
    const zip = await simulatedMeasurements(server.artifactBytes(parcel), job.name, 1.5);
    server.putArtifact(job.run.start.id, `pacegate-measurements-${job.name}-${job.attempt}`, zip, job.attempt);
    job.complete();
  };

  beforeAll(async () => {
    forked = await ForkedTeam.start({ "pacegate.yml": config, ...sizedTinyModel(1) }, machine);
    team = forked.team;
  });
  afterAll(() => forked[Symbol.asyncDispose]());

  /** A pull request whose own run is over. @returns the run */
  const propose = async (branch: string, layers: number): Promise<number> => {
    team.repo.git("checkout", "--quiet", "-B", branch, "main");
    head = await forked.push(sizedTinyModel(layers), branch);
    number = await forked.open(branch);
    const { runId, result } = await forked.export(number, head, branch);
    expect(result.exitCode, result.log).toBe(0);
    return runId;
  };

  const expectLeftAlone = (run: StepResult, why: RegExp): void => {
    expect(run.exitCode, run.log).toBe(0);
    expect(run.outputs.verdict).toBe("");
    expect(run.log).toMatch(why);
    expect(team.statesOf(head)).toEqual([]);
  };

  it("is judged as it was measured where it moves on meanwhile, and its newer commit stays undecided", async () => {
    const runId = await propose("moving", 2);
    let newer = "";
    meanwhile = async () => {
      newer = await forked.push(sizedTinyModel(3), "moving");
    };
    const run = await forked.decide(runId);
    meanwhile = async () => {};
    expect(run.outputs.verdict, run.log).toBe("regression");
    expect(run.exitCode).toBe(1);
    expect(team.statesOf(head)).toEqual(["pending", "failure"]);
    expect(newer).not.toBe("");
    expect(team.statesOf(newer)).toEqual([]);
    expect(await team.server.comments(number)).toEqual([]);
    expect(run.log).toContain("The pull request has moved on: the comment is left to the gate of its newer commit.");
  });

  it("is left alone where its branch is deleted between its two runs, which closes it", async () => {
    const runId = await propose("deleted", 2);
    const [owner = "", repo = ""] = forked.fork.split("/");
    await team.server.admin.rest.git.deleteRef({ owner, repo, ref: "heads/deleted" });
    await team.server.editPullRequest(number, { state: "closed" });
    const run = await forked.decide(runId);
    expectLeftAlone(run, /The pull request has a newer commit or is closed: there is nothing to decide\./);
    expect(await team.server.comments(number)).toEqual([]);
  });

  it("is decided though the fork is deleted while it is measured: nothing is asked of the fork", async () => {
    const runId = await propose("vanishing", 2);
    meanwhile = () => team.server.deleteFork(forked.fork);
    const run = await forked.decide(runId);
    meanwhile = async () => {};
    expect(run.outputs.verdict, run.log).toBe("regression");
    expect(run.exitCode).toBe(1);
    expect(team.statesOf(head)).toEqual(["pending", "failure"]);
    expect(await team.server.comments(number)).toHaveLength(1);
  });

  it("stays undecided, and the log says why, where the fork is gone before the trusted run begins", async () => {
    const statuses = team.server.statuses.length;
    const run = await forked.decide(forked.addRun(head, "vanishing"));
    expect(run.exitCode, run.log).toBe(0);
    expect(run.outputs.verdict).toBe("");
    expect(run.log).toMatch(/The fork is gone, so GitHub does not say any more .* stays undecided\. Its author can/);
    expect(team.server.statuses).toHaveLength(statuses);
    expect(await team.server.comments(number)).toHaveLength(1);
  });

  it("asks GitHub only for what GitHub describes", () => {
    expect(team.server.schemaViolations).toEqual([]);
  });
});
