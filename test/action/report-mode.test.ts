// The second half of a gate by one line: what each job left is judged, and what does not belong to it is not.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { readActionInputs } from "../../src/action/action-inputs.ts";
import { readRunContext } from "../../src/action/run-context.ts";
import { runJob } from "../../src/action/run-job.ts";
import type { CellMeasurement, Measurements } from "../../src/bench/measurements.ts";
import { sideDigests } from "../../src/bench/side-digests.ts";
import type { Verdict } from "../../src/compare/verdict.ts";
import { writeBenchRequest, writeParcel } from "../../src/dispatch/index.ts";
import { pacegateVersion } from "../../src/pacegate-version.ts";
import type { BenchPlan } from "../../src/plan/bench-plan.ts";
import { planDigest } from "../../src/plan/index.ts";
import { failure, launches, measured } from "../compare/measured-plan.ts";
import { job } from "../dispatch/fake-fleet.ts";
import { BenchFolder, graphCell } from "../fixtures/bench-bundle.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";
import { sampleConfig } from "../fixtures/sample-config.ts";
import { handMadeZip } from "../github/hand-made-zip.ts";

const runId = 42;
const jobs = [job("t4", ["a"], { optional: true }), job("arm", ["b"])];

let server: GitHubServer;
let place: string;
let request: string;
let plan: BenchPlan;
let digest: string;
beforeEach(async () => {
  server = await startGitHubServer();
  place = mkdtempSync(join(tmpdir(), "pacegate-report-mode-"));
  await uploadParcel();
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(place, { recursive: true, force: true });
  await server[Symbol.asyncDispose]();
});

async function uploadParcel(): Promise<void> {
  using folder = new BenchFolder();
  const head = await folder.bundle([folder.layered("m", { rows: 2, width: 8, layers: 1 })]);
  const cells = jobs.flatMap(({ target, cells }) =>
    cells.map((id) => {
      const cell = graphCell(id, null, { bundle: head, subgraph: "m" });
      // Two calls a pass, as the made-up measurements have them.
      if (cell.work.kind !== "graph") throw new Error("The cell has no graph.");
      const { calls, ...pass } = cell.work.head;
      const work = { ...cell.work, head: { ...pass, calls: [...calls, ...calls] } };
      return { ...cell, work, backend: { target, engine: "onnxrt-cpu" as const, options: [] } };
    }),
  );
  plan = {
    schema: "pacegate/bench-plan/1",
    pacegateVersion,
    base: null,
    head: { commit: "2".repeat(40), bundle: head.digest },
    tolerance: 0.01,
    resolution: 0.02,
    cells,
  };
  digest = planDigest(plan);
  const targets = jobs.map(({ target, runsOn, optional }) => {
    const there = { kind: "runner" as const, runsOn: [...runsOn], optional, runners: 1 };
    return { name: target, place: there, pricePerHourUsd: null, threads: 1 };
  });
  const parcel = join(place, "parcel");
  const files = await writeParcel(parcel, {
    plan,
    base: null,
    head,
    pacegateVersion,
    jobs,
    event: "pull-request",
    config: sampleConfig({ targets }),
    settingChanges: [],
    versions: {},
    measurements: [],
  });
  const artifact = `pacegate-parcel-${runId}-1`;
  const entries = files.map((name) => ({ name, data: readFileSync(join(parcel, name)) }));
  server.putArtifact(runId, artifact, handMadeZip(entries));
  request = writeBenchRequest({ run: runId, artifact }, { planDigest: digest, pacegateVersion, jobs }, jobs);
}

function good(id: string): CellMeasurement {
  const cell = plan.cells.find((each) => each.id === id);
  if (cell?.action !== "measure-new") throw new Error(`The cell ${id} is not measured.`);
  const sides = sideDigests(cell, { base: null, head: plan.head.bundle });
  const own = launches({ withBase: false }).map((launch) => ({ ...launch, sides }));
  return measured({ cell: id, launches: own });
}

function upload(target: string, cell: CellMeasurement, change: Partial<Measurements> = {}, attempt = 1): void {
  const schema = "pacegate/measurements/1" as const;
  const document = { schema, pacegateVersion, planDigest: digest, target, cells: [cell], ...change };
  const data = JSON.stringify({ schema: "pacegate/measurements-file/1", measurements: [document] });
  const zip = handMadeZip([{ name: "measurements.json", data }]);
  server.putArtifact(runId, `pacegate-measurements-${target}-${attempt}`, zip, attempt);
}

/** What became of each cell, and what was told. */
async function report(): Promise<{
  readonly cells: Record<string, string>;
  readonly log: string;
  readonly exit: number;
}> {
  for (const [name, value] of Object.entries(server.environment({ runId }))) vi.stubEnv(name, value);
  const given: Record<string, string> = {
    mode: "report",
    request,
    results: join(place, "results"),
    summary: "false",
    "dry-run": "true",
  };
  const inputs = readActionInputs((name) => given[name] ?? (name === "token" ? server.issueToken() : ""));
  let log = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    log += String(text);
    return true;
  });
  const signal = new AbortController().signal;
  const exit = await runJob({
    inputs,
    event: { kind: "manual" },
    run: readRunContext(process.env),
    signal,
    heard: true,
  });
  const verdict: Verdict = JSON.parse(readFileSync(join(place, "results", "verdict.json"), "utf8"));
  const cells = verdict.cells.map(({ id, outcome, effectOnGate }) => [
    id,
    `${outcome.state === "failed" ? outcome.failure : outcome.state}: ${effectOnGate}`,
  ]);
  return { cells: Object.fromEntries(cells), log, exit };
}

it("judges what the jobs left", async () => {
  upload("t4", good("a"));
  upload("arm", good("b"));
  expect(await report()).toMatchObject({ cells: { a: "new: pass", b: "new: pass" }, exit: 0 });
});

it("fails what left nothing, on an optional target too: nobody looked whether there is a runner", async () => {
  upload("arm", good("b"));
  expect(await report()).toMatchObject({ cells: { a: "not-measured: fail-error", b: "new: pass" }, exit: 2 });
});

it("takes no runner's word for it that its optional target has none", async () => {
  const none = failure({ kind: "no-runner", side: null, launch: null, message: "none", stderrTail: [] });
  upload("t4", measured({ cell: "a", launches: [], parity: [], failures: [none], stop: "failed", environment: null }));
  upload("arm", good("b"));
  const { cells, log, exit } = await report();
  expect(cells).toEqual({ a: "not-measured: fail-error", b: "new: pass" });
  expect(log).toContain("say no-runner, which a runner cannot know");
  expect(exit).toBe(2);
});

it("leaves out what an earlier attempt measured of another plan, and judges the rest", async () => {
  upload("t4", good("a"), { planDigest: "0".repeat(64) });
  upload("arm", good("b"), {}, 2);
  const { cells, log } = await report();
  expect(cells).toEqual({ a: "not-measured: fail-error", b: "new: pass" });
  expect(log).toContain("of the plan 000000000000, not of this one");
});
