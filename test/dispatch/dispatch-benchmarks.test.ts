// A whole plan on this machine: what comes back, in which order, and for which cells.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { measurementsFormat } from "../../src/bench/measurements.ts";
import { seededRandom } from "../../src/bench/seeded-random.ts";
import type { Bundle } from "../../src/bundle/index.ts";
import { DispatchError } from "../../src/dispatch/dispatch-error.ts";
import { type DispatchEvent, type DispatchOptions, dispatchBenchmarks } from "../../src/dispatch/index.ts";
import type { BenchPlan, PlannedCell } from "../../src/plan/bench-plan.ts";
import { BenchFolder, graphCell } from "../fixtures/bench-bundle.ts";

let folder: BenchFolder;
let base: Bundle;
let head: Bundle;

beforeAll(async () => {
  folder = new BenchFolder();
  const small = { rows: 2, width: 16, layers: 1 };
  base = await folder.bundle([folder.layered("m", small)]);
  head = await folder.bundle([folder.layered("m", small), folder.layered("deep", { ...small, layers: 2 })]);
});
afterAll(() => folder[Symbol.dispose]());

function plan(cells: readonly PlannedCell[]): BenchPlan {
  return {
    schema: "pacegate/bench-plan/1",
    pacegateVersion: "0.0.0",
    base: { commit: null, bundle: base.digest },
    head: { commit: null, bundle: head.digest },
    tolerance: 0.01,
    resolution: 0.02,
    cells: [...cells],
  };
}

async function events(
  cells: readonly PlannedCell[],
  overrides: Partial<DispatchOptions> = {},
): Promise<DispatchEvent[]> {
  const options = {
    planDigest: "a".repeat(64),
    pacegateVersion: "0.0.0",
    base,
    head,
    localPython: null,
    environment: process.env,
    random: seededRandom(1),
  };
  const all: DispatchEvent[] = [];
  for await (const event of dispatchBenchmarks(plan(cells), { ...options, ...overrides })) all.push(event);
  return all;
}

const identity = { case: "m", model: "m", batchSize: null, reason: "the test wants it" };
const here = { target: "here", engine: "onnxrt-cpu" as const, options: [] };
const there = { ...here, target: "there" };
const newCell = (id: string, backend = here): PlannedCell => ({
  ...graphCell(id, null, { bundle: head, subgraph: "deep" }),
  id,
  backend,
});
const localPython: PlannedCell = {
  action: "measure",
  ...identity,
  id: "m local-python",
  backend: null,
  work: { kind: "local-python", hasBase: true, runs: 1 },
  threads: 1,
  alpha: 0.005,
  limits: { seconds: 10, launches: 4 },
};

describe("dispatching a plan to this machine", () => {
  it("measures what is to be measured and nothing else, a document a target, local python last", async () => {
    const all = await events([
      localPython,
      newCell("one"),
      { action: "skip-unchanged", ...identity, id: "skipped", backend: here },
      newCell("two", there),
      { action: "error", ...identity, id: "broken", backend: here, remedy: "none" },
      newCell("three"),
    ]);
    const documents = all.flatMap((event) => (event.kind === "measurements" ? [event.measurements] : []));
    expect(documents.map(({ target, cells }) => [target, cells.map(({ cell }) => cell)])).toEqual([
      ["here", ["one", "three"]],
      ["there", ["two"]],
      ["local-python", ["m local-python"]],
    ]);
    for (const document of documents) {
      expect(measurementsFormat.schema.parse(document)).toMatchObject({ planDigest: "a".repeat(64) });
    }
  });

  it("tells progress launch by launch, and each failure once", async () => {
    const all = await events([newCell("one"), localPython]);
    const progress = all.flatMap((event) =>
      event.kind === "progress" && event.cell === "one" ? [event.launches] : [],
    );
    expect(progress).toEqual([1, 2, 3]);
    const text = all.find((event) => event.kind === "progress");
    expect(text).toMatchObject({ text: expect.stringMatching(/^one: 1 launch, \d+ s$/) });
    const failures = all.filter((event) => event.kind === "failure");
    expect(failures).toMatchObject([{ cell: "m local-python", failure: { kind: "missing-input" } }]);
  });

  it("refuses bundles that are not the plan's before anything is measured", async () => {
    await expect(events([newCell("one")], { head: { ...head, digest: "b".repeat(64) } })).rejects.toThrow(
      DispatchError,
    );
    await expect(events([newCell("one")], { base: null })).rejects.toThrow(/another base bundle/);
  });

  it("measures only the cells asked for, and refuses those that are not the plan's or of another target", async () => {
    const cells = [newCell("one"), newCell("two", there), localPython];
    const only = (...ids: string[]) => ({ only: new Set(ids) });
    const all = await events(cells, { ...only("m local-python"), target: "local-python" });
    const documents = all.flatMap((event) => (event.kind === "measurements" ? [event.measurements] : []));
    expect(documents.map(({ cells: measured }) => measured.map(({ cell }) => cell))).toEqual([["m local-python"]]);
    expect(await events(cells, only())).toEqual([]);
    await expect(events(cells, only("three"))).rejects.toThrow('does not measure the cell "three"');
    await expect(events(cells, { ...only("two"), target: "here" })).rejects.toThrow(/planned for the target there/);
  });

  it("after an abort hands over what there is, and starts no further target", async () => {
    const controller = new AbortController();
    const all: DispatchEvent[] = [];
    const options = {
      planDigest: "a".repeat(64),
      pacegateVersion: "0.0.0",
      base,
      head,
      localPython: null,
      environment: process.env,
      random: seededRandom(1),
      signal: controller.signal,
    };
    for await (const event of dispatchBenchmarks(plan([newCell("one"), newCell("two", there)]), options)) {
      all.push(event);
      if (event.kind === "progress") controller.abort();
    }
    const documents = all.flatMap((event) => (event.kind === "measurements" ? [event.measurements] : []));
    expect(documents).toHaveLength(1);
    expect(documents[0]?.cells).toMatchObject([{ cell: "one", stop: "cancelled", launches: [{ index: 0 }] }]);
  });
});
