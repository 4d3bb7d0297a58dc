import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readActionInputs } from "../../src/action/action-inputs.ts";
import { readRunContext } from "../../src/action/run-context.ts";
import { runJob } from "../../src/action/run-job.ts";
import { readWorkflowEvent } from "../../src/action/workflow-event.ts";
import { maxLooseRecords } from "../../src/baseline/branch-files.ts";
import { formatRecord } from "../../src/baseline/read-records.ts";
import { formatCopies } from "../../src/baseline/recent-records.ts";
import { nameRecord } from "../../src/baseline/record-path.ts";
import { sampleRecords } from "../baseline/sample-record.ts";
import { parseCommandFile } from "../fixtures/built-action.ts";
import type { LoggedRequest } from "../fixtures/github-server/request-log.ts";
import { SimulatedRunners, simulatedMeasurements } from "../fixtures/simulated-runners.ts";
import { TeamRepository } from "../fixtures/team-repository.ts";
import { sizedTinyModel, tinyConfig } from "../fixtures/tiny-model.ts";

const targets = Array.from({ length: 10 }, (_, index) => `gpu-${index}`);
const config = tinyConfig(
  targets.map((name) => `${name}: {runs-on: [self-hosted, ${name}], threads: 1}`),
  targets.map((name) => `${name}/onnxrt-cpu`),
  1,
);
const benchMs = 3 * 60_000;
const maxRequests = 60;
const venv = resolve(import.meta.dirname, "../../.venv");

/** `GET /repos/{owner}/{repo}/pulls: 1`, the most frequent first. */
function byRoute(requests: readonly LoggedRequest[]): string {
  const counts = new Map<string, number>();
  for (const { method, template } of requests) {
    const route = `${method} ${template}`;
    counts.set(route, (counts.get(route) ?? 0) + 1);
  }
  return Array.from(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([route, count]) => `${String(count).padStart(4)} ${route}`)
    .join("\n");
}

/**
 * The product itself in this process, its own client and all: but for the clock, and for the runners, whose jobs go
 * on by it. What takes long besides is that writes are spaced.
 */
describe("the requests of a gate with ten targets and a bench of three minutes", { timeout: 200_000 }, () => {
  let team: TeamRepository;
  let number: number;
  let head: string;
  const before = process.cwd();

  beforeAll(async () => {
    // Nobody takes a job but the simulated runners.
    team = await TeamRepository.start({ "pacegate.yml": config, ...sizedTinyModel(1) }, null);
    ({ number, head } = await team.propose("change", sizedTinyModel(2)));
    await keepRecords();
  });
  afterAll(async () => {
    process.chdir(before);
    vi.unstubAllEnvs();
    await team[Symbol.asyncDispose]();
  });

  /** A baseline at its dearest: as many records as there can be that are in no file of copies. */
  async function keepRecords(): Promise<void> {
    const texts = sampleRecords(60).map((record) => ({ path: nameRecord(record).path, text: formatRecord(record) }));
    const copied = texts.slice(0, 60 - (maxLooseRecords - 1)).map(({ text }) => Buffer.from(text));
    const files = {
      ...Object.fromEntries(texts.map(({ path, text }) => [path, text])),
      "recent-records.json": formatCopies(copied),
    };
    await team.server.push(files, { branch: "pacegate-data", parent: null });
  }

  /** One step of a job; what it would print is kept from the test's own output. */
  async function runInProcess(runId: number, given: Readonly<Record<string, string>>, clock: SimulatedRunners) {
    const pull_request = await team.server.pullRequest(number);
    const event = { name: "pull_request", payload: { pull_request } };
    const { directory } = team.repo;
    const environment = team.server.environment({ runId, event });
    const runner = { PATH: `${join(venv, "bin")}:${process.env.PATH}`, VIRTUAL_ENV: venv, GITHUB_WORKSPACE: directory };
    for (const [name, value] of Object.entries({ ...environment, ...runner })) vi.stubEnv(name, value);
    process.chdir(directory);
    const inputs = readActionInputs((name) => given[name] ?? (name === "token" ? (environment.INPUT_TOKEN ?? "") : ""));
    const first = team.server.requests.length;
    let log = "";
    const output = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      log += String(text);
      return true;
    });
    try {
      const exitCode = await runJob({
        inputs,
        event: readWorkflowEvent(event.name, event.payload),
        run: readRunContext(process.env),
        signal: new AbortController().signal,
        heard: false,
        clock,
      });
      const outputs = parseCommandFile(readFileSync(environment.GITHUB_OUTPUT ?? "", "utf8"));
      return { exitCode, log, outputs, requests: team.server.requests.slice(first) };
    } finally {
      output.mockRestore();
    }
  }

  function expectFew(requests: readonly LoggedRequest[], what: string): void {
    const rest = requests.filter(({ service }) => service === "api" || service === "uploads");
    const beside = requests.filter(({ service }) => service === "results" || service === "blobs");
    const count = `${what}: ${rest.length} requests to the REST API\n${byRoute(rest)}\n${beside.length} to the services for artifacts and caches\n${byRoute(beside)}\n`;
    process.stdout.write(count);
    expect(rest.length, count).toBeLessThan(maxRequests);
    expect(requests.filter(({ status }) => status >= 400 || status === 0)).toEqual([]);
  }

  it("stay under 60 in one step, though each job ends at another time", async () => {
    const runners = new SimulatedRunners(team.server, (position) => benchMs - position * 10_000, 1.5);
    const { exitCode, log, requests } = await runInProcess(team.nextRunId(), {}, runners);
    expect(exitCode, log).toBe(1);
    expect(runners.now()).toBe(benchMs);
    expect(team.statesOf(head)).toEqual(["pending", "failure"]);
    const [comment, ...others] = await team.server.comments(number);
    expect(others).toEqual([]);
    for (const target of targets) expect(comment?.body).toContain(target);
    expectFew(requests, "one step");
  });

  it("are fewer in the jobs of the one-line workflow that export and report", async () => {
    const runId = team.nextRunId();
    const idle = new SimulatedRunners(team.server, () => 0, 1);
    const exported = await runInProcess(runId, { mode: "export" }, idle);
    expect(exported.exitCode, exported.log).toBe(0);
    const request = exported.outputs.parcel ?? "";
    const [parcel] = team.server.artifacts;
    expect(parcel?.name).toBe(JSON.parse(request).artifact);
    if (parcel === undefined) return;
    for (const target of targets) {
      const measurements = await simulatedMeasurements(team.server.artifactBytes(parcel), target, 1.5);
      team.server.putArtifact(runId, `pacegate-measurements-${target}-1`, measurements);
    }
    const reported = await runInProcess(runId, { mode: "report", request }, idle);
    expect(reported.exitCode, reported.log).toBe(1);
    expect(team.statesOf(head).at(-1)).toBe("failure");
    expectFew([...exported.requests, ...reported.requests], "one line, export and report");
    expect(idle.now()).toBe(0);
  });

  it("are such as GitHub describes", () => {
    expect(team.server.schemaViolations).toEqual([]);
  });
});
