import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { bringCells, keepCells } from "../../src/action/finished-cells.ts";
import type { Failure } from "../../src/bench/measurements.ts";
import { cell, documentOf, job, planDigest } from "../dispatch/fake-fleet.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";

/** Through GitHub's own cache client, which reads the process's environment. */
describe("finished cells", () => {
  let server: GitHubServer;
  let runId = 10;
  const before = process.cwd();
  const parcel = { planDigest, event: "pull-request" as const };
  const t4 = job("t4", ["one", "two"]);
  const whole = documentOf("t4", [cell("one"), cell("two")]);

  beforeAll(async () => {
    server = await startGitHubServer();
  });
  beforeEach(() => {
    server.caches.clear();
    enterRun();
  });
  afterEach(() => vi.unstubAllEnvs());
  afterAll(async () => {
    process.chdir(before);
    await server[Symbol.asyncDispose]();
  });

  /** Another job, as a rule on another machine: its folders are new. */
  function enterRun(cache: "read" | "write" = "write"): void {
    runId += 1;
    const environment = server.environment({ runId, cache });
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    process.chdir(environment.GITHUB_WORKSPACE ?? "");
  }

  it("are brought back to a job that asks for the same cells of the same plan", async () => {
    await keepCells(parcel, t4, whole, process.env);
    enterRun();
    expect(await bringCells(parcel, t4, process.env)).toEqual(whole);
  });

  it("are not those of another plan, another job or other cells", async () => {
    await keepCells(parcel, t4, whole, process.env);
    enterRun();
    expect(await bringCells({ ...parcel, planDigest: "e".repeat(64) }, t4, process.env)).toBeNull();
    expect(await bringCells(parcel, job("arm", ["one", "two"]), process.env)).toBeNull();
    expect(await bringCells(parcel, job("t4", ["one"]), process.env)).toBeNull();
  });

  it("are kept only where all were measured", async () => {
    const failure: Failure = { kind: "crashed", side: null, launch: 0, message: "gone", stderrTail: [] };
    await keepCells(parcel, t4, documentOf("t4", [cell("one")]), process.env);
    await keepCells(parcel, t4, documentOf("t4", [cell("one"), cell("two", { stop: "cancelled" })]), process.env);
    await keepCells(parcel, t4, documentOf("t4", [cell("one"), cell("two", { failures: [failure] })]), process.env);
    await keepCells(parcel, t4, { ...whole, planDigest: "e".repeat(64) }, process.env);
    expect(server.caches.keys).toEqual([]);
  });

  it("are measured anew each night, so that nights are as many measurements", async () => {
    await keepCells(parcel, t4, whole, process.env);
    enterRun();
    expect(await bringCells({ ...parcel, event: "night" }, t4, process.env)).toBeNull();
    server.caches.clear();
    await keepCells({ ...parcel, event: "night" }, t4, whole, process.env);
    expect(server.caches.keys).toEqual([]);
  });

  it("are measured again where the answer was not found: a job that is run again may find it", async () => {
    await keepCells(parcel, t4, documentOf("t4", [cell("one"), cell("two", { stop: "time-limit" })]), process.env);
    expect(server.caches.keys).toEqual([]);
  });

  it("are lost without harm: outside of a job, without the permission to write, and once they were evicted", async () => {
    await keepCells(parcel, t4, whole, {});
    enterRun("read");
    await keepCells(parcel, t4, whole, process.env);
    expect(server.caches.keys).toEqual([]);
    expect(await bringCells(parcel, t4, process.env)).toBeNull();
    expect(await bringCells(parcel, t4, {})).toBeNull();
  });
});
