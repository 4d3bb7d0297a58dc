// A runner's part: the request for a job, and the job measured from its parcel for real.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { measurementsFormat } from "../../src/bench/measurements.ts";
import { seededRandom } from "../../src/bench/seeded-random.ts";
import {
  DispatchError,
  openParcel,
  type Parcel,
  readBenchRequest,
  requestedJob,
  runBenchJob,
  writeBenchRequest,
  writeParcel,
} from "../../src/dispatch/index.ts";
import type { BenchPlan } from "../../src/plan/bench-plan.ts";
import { BenchFolder, graphCell } from "../fixtures/bench-bundle.ts";
import { sampleConfig } from "../fixtures/sample-config.ts";
import { job } from "./fake-fleet.ts";

let folder: BenchFolder;
let parcel: Parcel;
const from = { run: 17, artifact: "pacegate-parcel-17-1" };

beforeAll(async () => {
  folder = new BenchFolder();
  const size = { rows: 2, width: 16, layers: 1 };
  const base = await folder.bundle([folder.layered("m", size)]);
  const head = await folder.bundle([folder.layered("m", { ...size, layers: 2 })]);
  const on = (target: string, id: string) => ({
    ...graphCell(id, { bundle: base, subgraph: "m" }, { bundle: head, subgraph: "m" }),
    backend: { target, engine: "onnxrt-cpu" as const, options: [] },
  });
  const plan: BenchPlan = {
    schema: "pacegate/bench-plan/1",
    pacegateVersion: "0.1.0",
    base: { commit: null, bundle: base.digest },
    head: { commit: null, bundle: head.digest },
    tolerance: 0.01,
    resolution: 0.02,
    cells: [on("t4", "a"), on("arm", "b"), on("t4", "c")],
  };
  const path = join(folder.path, "parcel");
  await writeParcel(path, {
    plan,
    base,
    head,
    pacegateVersion: "0.1.0",
    jobs: [job("t4", ["a", "c"]), job("arm", ["b"])],
    event: "pull-request",
    config: sampleConfig(),
    settingChanges: [],
    versions: {},
    measurements: [],
  });
  parcel = await openParcel(path, "0.1.0");
});
afterAll(() => folder[Symbol.dispose]());

const world = () => ({ environment: process.env, random: seededRandom(1), onEvent: () => {} });

describe("a bench request", () => {
  it("names the parcel and, in a second run, only what is missing", () => {
    const whole = readBenchRequest(writeBenchRequest(from, parcel, parcel.jobs), "0.1.0");
    expect(whole).toEqual({
      schema: "pacegate/bench-request/1",
      ...from,
      planDigest: parcel.planDigest,
      pacegateVersion: "0.1.0",
    });
    expect(requestedJob(parcel, whole, "t4")).toEqual(job("t4", ["a", "c"]));
    const missing = [job("t4", ["c"]), job("arm", ["b"])];
    const again = readBenchRequest(writeBenchRequest(from, parcel, missing), "0.1.0");
    expect(again.only).toEqual({ t4: [1] });
    expect(missing.map(({ id }) => requestedJob(parcel, again, id))).toEqual(missing);
  });

  it("fits an input of a workflow, or is not written", () => {
    const cells = Array.from({ length: 20_000 }, (_, index) => `cell ${index}`);
    const large = { ...parcel, jobs: [job("t4", cells)] };
    expect(() => writeBenchRequest(from, large, [job("t4", cells.slice(1))])).toThrow(/65535/);
    expect(writeBenchRequest(from, large, [job("t4", cells.slice(-9000))]).length).toBeLessThan(65_536);
  });

  it.each([
    [
      "another version",
      { pacegateVersion: "0.2.0" },
      /made by Pacegate "0\.2\.0", and this job runs 0\.1\.0[\s\S]*Use the same ref/,
    ],
    ["another format", { schema: "pacegate/bench-request/2" }, /says schema/],
    ["a key too many", { token: "x" }, /breaks pacegate\/bench-request\/1/],
    ["an artifact of another kind", { artifact: "pacegate-fork-1-1" }, /at artifact/],
    ["an artifact named like a path", { artifact: "../pacegate-parcel-1-1" }, /at artifact/],
    ["a run that is none", { run: 0 }, /at run/],
  ])("of %s is refused", (_what, change, message) => {
    const text = JSON.stringify({ ...JSON.parse(writeBenchRequest(from, parcel, parcel.jobs)), ...change });
    expect(() => readBenchRequest(text, "0.1.0")).toThrow(DispatchError);
    expect(() => readBenchRequest(text, "0.1.0")).toThrow(message);
  });

  it.each(["", "null", "[]", '"x"', "{"])("that is no request is refused: %j", (text) => {
    expect(() => readBenchRequest(text, "0.1.0")).toThrow(DispatchError);
  });

  it("for another plan, another job or a cell that is not there is refused", () => {
    const request = readBenchRequest(writeBenchRequest(from, parcel, parcel.jobs), "0.1.0");
    expect(() => requestedJob(parcel, { ...request, planDigest: "0".repeat(64) }, "t4")).toThrow(
      /for the plan 000000000000, and the parcel/,
    );
    expect(() => requestedJob(parcel, request, "constructor")).toThrow(
      /no job "constructor"[\s\S]*Give one of: t4, arm\./,
    );
    expect(() => requestedJob(parcel, { ...request, only: { t4: [2] } }, "t4")).toThrow(
      /asks for cell 2 of the job t4, which has 2/,
    );
  });
});

describe("a bench job", () => {
  it("measures its own cells for real and nothing else, and tells of it", async () => {
    const lines: string[] = [];
    const measurements = await runBenchJob(parcel, job("t4", ["c"]), {
      ...world(),
      onEvent: (event) => event.kind === "progress" && lines.push(event.text),
    });
    expect(measurementsFormat.schema.parse(measurements)).toMatchObject({
      planDigest: parcel.planDigest,
      pacegateVersion: "0.1.0",
      target: "t4",
      cells: [{ cell: "c", failures: [] }],
    });
    expect(measurements.cells[0]?.parity.map(({ side }) => side).sort()).toEqual(["base", "head"]);
    expect(measurements.cells[0]?.launches.length).toBeGreaterThan(0);
    expect(lines[0]).toMatch(/^c: 1 launch, \d+ s$/);
  });

  it("refuses cells of another target", async () => {
    await expect(runBenchJob(parcel, job("t4", ["b"]), world())).rejects.toThrow(
      /"b" is planned for the target arm, and this machine stands for t4/,
    );
    await expect(runBenchJob(parcel, job("t4", ["z"]), world())).rejects.toThrow(/does not measure the cell "z"/);
  });

  it("that is cancelled before it began has nothing to tell", async () => {
    const { cells } = await runBenchJob(parcel, job("t4", ["a"]), { ...world(), signal: AbortSignal.abort() });
    expect(cells).toEqual([]);
  });
});
