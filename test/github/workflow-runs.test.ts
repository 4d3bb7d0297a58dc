import { afterEach, beforeEach, expect, it } from "vitest";
import { startWorkflow } from "../../src/github/workflow-dispatch.ts";
import { cancelRun, listRunJobs, readRun } from "../../src/github/workflow-runs.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";
import type { WorkflowRun } from "../fixtures/github-server/workflow-run.ts";
import { quickClient } from "./quick-client.ts";

let server: GitHubServer;
beforeEach(async () => {
  server = await startGitHubServer();
  server.addWorkflow(".github/workflows/pacegate-bench.yml");
});
afterEach(() => server[Symbol.asyncDispose]());

async function dispatch(
  ids: readonly string[],
): Promise<{ readonly id: number; readonly run: WorkflowRun | undefined }> {
  const jobs = JSON.stringify(ids.map((id) => ({ id, "runs-on": ["self-hosted", id] })));
  const asked = { workflow: "pacegate-bench.yml", ref: "main", inputs: { request: "{}", jobs }, nonce: "n" };
  const { id } = await startWorkflow(quickClient(server), asked, new AbortController().signal);
  return { id, run: server.runs.at(-1) };
}

it("jobs are told as they go on", async () => {
  const { id } = await dispatch(["t4", "arm", "x64"]);
  const [first, second] = server.takeJobs();
  first?.start("gpu-1");
  second?.lose();
  expect(await listRunJobs(quickClient(server), id)).toEqual([
    { name: "t4", state: "running", startedAt: first?.startedAt, runner: "gpu-1" },
    { name: "arm", state: "done", conclusion: "failure" },
    { name: "x64", state: "queued" },
  ]);
});

it("all pages of jobs are read, with a request for each hundred", async () => {
  const { id } = await dispatch(Array.from({ length: 150 }, (_, index) => `job-${index}`));
  const before = server.restRequestCount();
  const jobs = await listRunJobs(quickClient(server), id);
  expect(new Set(jobs.map(({ name }) => name)).size).toBe(150);
  expect(server.restRequestCount() - before).toBe(2);
});

it("of a run that was run again the latest attempt counts", async () => {
  const { id, run } = await dispatch(["t4", "arm"]);
  const [first, second] = server.takeJobs();
  first?.complete();
  second?.lose();
  if (run !== undefined) server.rerun(run);
  expect(await listRunJobs(quickClient(server), id)).toEqual([
    { name: "t4", state: "done", conclusion: "success" },
    { name: "arm", state: "queued" },
  ]);
  expect((await readRun(quickClient(server), id)).attempt).toBe(2);
});

it("a run is cancelled once; one that is over already is as good", async () => {
  const { id, run } = await dispatch(["t4"]);
  const [job] = server.takeJobs();
  await cancelRun(quickClient(server), id);
  expect(job?.signal.aborted).toBe(true);
  expect(run?.conclusion).toBe("cancelled");
  await cancelRun(quickClient(server), id);
});

it("a cancellation whose answer is lost is asked for again", async () => {
  const { id, run } = await dispatch(["t4"]);
  server.faults.add({ method: "POST", route: /cancel$/, fault: { kind: "reset", taken: true } });
  await cancelRun(quickClient(server), id);
  expect(run?.conclusion).toBe("cancelled");
});

it("a run that may not be cancelled, or is not there, is an error", async () => {
  const { id } = await dispatch(["t4"]);
  const client = quickClient(server, { permissions: { actions: "read" } });
  await expect(cancelRun(client, id)).rejects.toMatchObject({ kind: "permission" });
  await expect(cancelRun(quickClient(server), 1)).rejects.toMatchObject({ kind: "not-found" });
});

it("a run tells where it comes from", async () => {
  const fork = await server.fork("mallory");
  const headSha = "a".repeat(40);
  const path = ".github/workflows/pacegate.yml";
  server.addRun({
    id: 7,
    event: "pull_request",
    path,
    headSha,
    headBranch: "patch",
    headRepository: fork,
    conclusion: "success",
  });
  expect(await readRun(quickClient(server), 7)).toEqual({
    id: 7,
    attempt: 1,
    event: "pull_request",
    status: "completed",
    conclusion: "success",
    path,
    headSha,
    headRef: "patch",
    headOwner: "mallory",
    headRepository: fork,
    url: expect.stringContaining("/acme/app/actions/runs/7"),
  });
});
