import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Measurements } from "../../src/bench/measurements.ts";
import type { BenchRun } from "../../src/dispatch/fleet.ts";
import { type FleetOptions, githubFleet, measurementsArtifact, newestMeasurements } from "../../src/github/fleet.ts";
import { documentOf, job } from "../dispatch/fake-fleet.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";
import { plainBenchWorkflow } from "../fixtures/github-server/workflow-file.ts";
import { handMadeZip } from "./hand-made-zip.ts";
import { askedFor, quickClient } from "./quick-client.ts";

const path = ".github/workflows/pacegate-bench.yml";
const jobs = [job("t4", ["a"]), job("arm", ["b"])];

let server: GitHubServer;
let place: string;
let started: BenchRun[];
beforeEach(async () => {
  server = await startGitHubServer();
  server.addWorkflow(path);
  place = mkdtempSync(join(tmpdir(), "pacegate-fleet-"));
  vi.stubEnv("TMPDIR", place);
  started = [];
});
afterEach(async () => {
  vi.unstubAllEnvs();
  rmSync(place, { recursive: true, force: true });
  await server[Symbol.asyncDispose]();
});

/** Reads what it finds as JSON: that measurements are checked as documents is tested where they are read. */
async function read(folder: string): Promise<readonly Measurements[]> {
  return [JSON.parse(readFileSync(join(folder, "measurements.json"), "utf8"))];
}

function fleetOf(
  signal = new AbortController().signal,
  change: Partial<FleetOptions> = {},
  client = quickClient(server, { signal }),
) {
  return githubFleet(client, {
    lastWords: quickClient(server),
    workflow: "pacegate-bench.yml",
    ref: "main",
    request: (asked) => JSON.stringify(asked.map(({ id, cells }) => [id, cells])),
    limits: { allowed: /^measurements\.json$/, maxEntries: 1, maxBytes: 100_000, maxZipBytes: 100_000, signal },
    read,
    onStarted: (run) => started.push(run),
    search: { pauseMs: 1, tries: 3 },
    ...change,
  });
}

function upload({ id }: BenchRun, name: string, attempt: number, target = name): void {
  const zip = handMadeZip([{ name: "measurements.json", data: JSON.stringify(documentOf(target, [])) }]);
  server.putArtifact(id, measurementsArtifact(name, attempt), zip, attempt);
}

it("starts one run with the jobs' ids and labels, and says so at once", async () => {
  const run = await fleetOf().start(jobs);
  expect(started).toEqual([run]);
  expect(server.runs[0]?.start.inputs).toMatchObject({ request: '[["t4",["a"]],["arm",["b"]]]' });
  expect(server.takeJobs().map(({ name, labels }) => [name, labels])).toEqual([
    ["t4", ["self-hosted", "t4"]],
    ["arm", ["self-hosted", "arm"]],
  ]);
});

it("tells the jobs as they go on", async () => {
  const fleet = fleetOf();
  const run = await fleet.start(jobs);
  const [first] = server.takeJobs();
  first?.start("gpu-1");
  expect([...(await fleet.jobs(run))]).toEqual([
    ["t4", { kind: "running", startedAt: first?.startedAt, runner: "gpu-1" }],
    ["arm", { kind: "queued" }],
  ]);
  first?.lose();
  expect((await fleet.jobs(run)).get("t4")).toEqual({ kind: "done", conclusion: "failure" });
});

describe("measurements", () => {
  it("of all jobs cost one listing where all have uploaded, and come from their own run", async () => {
    const fleet = fleetOf();
    const run = await fleet.start(jobs);
    upload(run, "t4", 1);
    upload(run, "arm", 1);
    const before = server.restRequestCount();
    expect((await fleet.measurements(run, "t4"))?.[0]?.target).toBe("t4");
    expect((await fleet.measurements(run, "arm"))?.[0]?.target).toBe("arm");
    // One list and two links.
    expect(server.restRequestCount() - before).toBe(3);
  });

  it("that are uploaded later are found later", async () => {
    const fleet = fleetOf();
    const run = await fleet.start(jobs);
    upload(run, "t4", 1);
    await fleet.measurements(run, "t4");
    expect(await fleet.measurements(run, "arm")).toBeNull();
    upload(run, "arm", 1);
    expect(await fleet.measurements(run, "arm")).toHaveLength(1);
  });

  it("of another run under the same name do not count", async () => {
    const fleet = fleetOf();
    const [first, second] = [await fleet.start(jobs), await fleet.start(jobs)];
    if (first !== undefined) upload(first, "t4", 1);
    expect(second === undefined ? undefined : await fleet.measurements(second, "t4")).toBeNull();
  });

  it("of a job that was run again: the newest attempt's count", async () => {
    const fleet = fleetOf();
    const run = await fleet.start(jobs);
    upload(run, "t4", 1, "first");
    upload(run, "t4", 2, "second");
    upload(run, "t4", 10, "tenth");
    expect((await fleet.measurements(run, "t4"))?.[0]?.target).toBe("tenth");
  });

  it("of a job are not those of another whose name begins alike", () => {
    const artifact = (name: string) => ({ id: 1, name, bytes: 1, digest: null, expired: false });
    const names = ["pacegate-measurements-t4-2-1", "pacegate-measurements-t4-x", "pacegate-measurements-t4-0"];
    expect(newestMeasurements(names.map(artifact), "t4")).toBeUndefined();
    expect(newestMeasurements(names.map(artifact), "t4-2")?.name).toBe("pacegate-measurements-t4-2-1");
  });

  it("that are not as expected are refused, and leave nothing", async () => {
    const fleet = fleetOf();
    const run = await fleet.start(jobs);
    server.putArtifact(run.id, measurementsArtifact("t4", 1), handMadeZip([{ name: "../measurements.json" }]));
    await expect(fleet.measurements(run, "t4")).rejects.toMatchObject({ name: "GitHubError" });
    expect(readdirSync(place)).toEqual([]);
  });
});

it("cancels also where the gate was stopped, which ends everything else", async () => {
  const controller = new AbortController();
  const fleet = fleetOf(controller.signal);
  const run = await fleet.start(jobs);
  controller.abort(new Error("The job was cancelled."));
  await expect(fleet.jobs(run)).rejects.toThrow("The job was cancelled.");
  await fleet.cancel(run);
  expect(server.runs[0]?.conclusion).toBe("cancelled");
});

it("knows the run, and can cancel it, where the gate was stopped while it was started", async () => {
  const controller = new AbortController();
  const fleet = fleetOf(controller.signal);
  server.faults.add({ method: "POST", route: /dispatches$/, fault: { kind: "slow", milliseconds: 300 } });
  const starting = fleet.start(jobs);
  setTimeout(() => controller.abort(new Error("The job was cancelled.")), 50);
  const run = await starting;
  expect(controller.signal.aborted).toBe(true);
  expect(started).toEqual([run]);
  await fleet.cancel(run);
  expect(server.runs.map(({ conclusion }) => conclusion)).toEqual(["cancelled"]);
});

it("starts nothing where the gate was stopped before", async () => {
  await expect(fleetOf(AbortSignal.abort(new Error("The job was cancelled."))).start(jobs)).rejects.toThrow(
    "The job was cancelled.",
  );
  expect(server.runs).toEqual([]);
});

describe("a run without the jobs that were asked for", () => {
  it("is asked again where it made them and ended between the list and its end", async () => {
    const client = quickClient(server);
    const fleet = fleetOf(undefined, {}, client);
    const run = await fleet.start(jobs);
    const later = server.runs[0]?.jobs.splice(0) ?? [];
    client.rest.hook.before("request", ({ url }) => {
      if (!url.endsWith("/runs/{run_id}")) return;
      for (const each of later) each.complete();
      server.runs[0]?.jobs.push(...later.splice(0));
    });
    expect([...(await fleet.jobs(run))]).toEqual([
      ["t4", { kind: "done", conclusion: "success" }],
      ["arm", { kind: "done", conclusion: "success" }],
    ]);
  });

  it("has ended the one that it lacks, whose target is then not taken for one without a runner", async () => {
    const fleet = fleetOf();
    const run = await fleet.start(jobs);
    const [first] = server.takeJobs();
    server.runs[0]?.jobs.splice(1);
    expect([...(await fleet.jobs(run)).keys()]).toEqual(["t4"]);
    first?.complete();
    expect((await fleet.jobs(run)).get("arm")).toEqual({ kind: "done", conclusion: "no job of its name" });
  });

  it("is waited for while it goes on", async () => {
    const fleet = fleetOf();
    const run = await fleet.start(jobs);
    server.runs[0]?.jobs.splice(0);
    expect([...(await fleet.jobs(run))]).toEqual([]);
  });

  it("is an error at once when it ended without any: the file does not fit", async () => {
    server.addWorkflow(path, plainBenchWorkflow.replace("fromJSON(inputs.jobs)", "fromJSON(inputs.request)"));
    const fleet = fleetOf(undefined, { request: () => "[]" });
    const run = await fleet.start(jobs);
    await expect(fleet.jobs(run)).rejects.toMatchObject({
      name: "GitHubError",
      what: expect.stringContaining(`${run.url} ended with failure and has none of the jobs`),
      remedy: expect.stringContaining("pacegate init --force"),
    });
  });

  it("is an error when it ended with others: they have names of their own", async () => {
    server.addWorkflow(path, plainBenchWorkflow.replace(/^ {4}name: .*\n/m, ""));
    const fleet = fleetOf();
    const run = await fleet.start(jobs);
    for (const each of server.takeJobs()) each.complete();
    await expect(fleet.jobs(run)).rejects.toThrow("ended with success and has none of the jobs");
  });

  it("costs nothing where the jobs are there", async () => {
    const fleet = fleetOf();
    const run = await fleet.start(jobs);
    await fleet.jobs(run);
    expect(askedFor(server, "GET", /\/actions\/runs\/\d+$/)).toBe(0);
  });
});
