// The real local python worker under the real duet: Python, torch and TorchDynamo from the development environment.
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { LocalPythonCell } from "../../src/bench/bench-event.ts";
import { measureLocalPython } from "../../src/bench/local-python-duet.ts";
import type { LocalPythonSource } from "../../src/bench/local-python-source.ts";
import type { CellMeasurement } from "../../src/bench/measurements.ts";
import { seededRandom } from "../../src/bench/seeded-random.ts";
import { sha } from "../fixtures/manifest.ts";

const root = resolve(import.meta.dirname, "../..");
const environment = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "" };

function source(model: string): LocalPythonSource {
  return {
    root: resolve(root, "test/python/models"),
    // A link made by a venv: resolving it would leave the environment.
    python: resolve(root, ".venv/bin/python"),
    environment,
    pythonPath: resolve(root, "python"),
    models: new Map([["model", { entry: `${model}.py:predict`, inputs: `${model}.py:requests` }]]),
  };
}

const cell = (batchSize: number): LocalPythonCell => ({
  action: "measure",
  id: `model@${batchSize} local-python`,
  case: `model@${batchSize}`,
  model: "model",
  batchSize,
  backend: null,
  reason: "the test wants it",
  work: { kind: "local-python", hasBase: true, runs: 2 },
  threads: 1,
  alpha: 0.005,
  // One launch, since each loads torch twice.
  limits: { seconds: 0.001, launches: 3 },
});

async function measure(base: string, head: string): Promise<CellMeasurement[]> {
  const measured: CellMeasurement[] = [];
  const events = measureLocalPython({
    cells: [cell(1), cell(4)],
    thresholds: { tolerance: 0.01, resolution: 0.02 },
    sources: { base: source(base), head: source(head) },
    bundles: { base: sha("base"), head: sha("head") },
    random: seededRandom(5),
  });
  for await (const event of events) if (event.kind === "cell") measured.push(event.measurement);
  return measured;
}

describe("the local python worker", () => {
  it("times the Python of both sides and of every case in one launch", { timeout: 180_000 }, async () => {
    const measured = await measure("mlp", "mlp");
    expect(measured.map(({ failures }) => failures)).toEqual([[], []]);
    for (const { launches, environment: machine } of measured) {
      expect(machine?.runtime).toMatch(/^torch \d/);
      const pairs = launches[0]?.instances[0]?.pairs ?? [];
      expect(pairs.length).toBeGreaterThanOrEqual(6);
      expect(pairs.every(({ baseNs, headNs }) => baseNs?.length === 1 && headNs.length === 1)).toBe(true);
    }
  });

  it("tells whose function is missing", { timeout: 180_000 }, async () => {
    const [measured] = await measure("mlp", "no_such_file");
    expect(measured?.failures[0]).toMatchObject({ side: "head", message: expect.stringContaining("no_such_file.py") });
  });
});
