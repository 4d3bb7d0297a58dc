// Real workers over real ONNX files: what is measured, and what a failing worker costs.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BenchInput, runBenchmarks } from "../../src/bench/index.ts";
import type { CellMeasurement } from "../../src/bench/measurements.ts";
import { seededRandom } from "../../src/bench/seeded-random.ts";
import type { Bundle } from "../../src/bundle/index.ts";
import type { MeasuredCellPlan } from "../../src/plan/bench-plan.ts";
import { BenchFolder, graphCell } from "../fixtures/bench-bundle.ts";

const thresholds = { tolerance: 0.01, resolution: 0.02 };
let folder: BenchFolder;
let base: Bundle;
let head: Bundle;

beforeAll(async () => {
  folder = new BenchFolder();
  base = await folder.bundle([folder.layered("m", { rows: 4, width: 32, layers: 1 })]);
  head = await folder.bundle([folder.layered("m", { rows: 4, width: 32, layers: 4 })]);
});
afterAll(() => folder[Symbol.dispose]());

async function measure(cells: readonly MeasuredCellPlan[], overrides: Partial<BenchInput> = {}) {
  const measured: CellMeasurement[] = [];
  const input = { cells, thresholds, base, head, localPython: null, environment: process.env, random: seededRandom(7) };
  for await (const event of runBenchmarks({ ...input, ...overrides })) {
    if (event.kind === "cell") measured.push(event.measurement);
  }
  return measured;
}

describe("a graph cell", () => {
  it("is measured until decided", async () => {
    const cell = graphCell("m", { bundle: base, subgraph: "m" }, { bundle: head, subgraph: "m" });
    const [measured] = await measure([cell]);
    expect(measured?.stop).toBe("decided");
  });
});
