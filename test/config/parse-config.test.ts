import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/index.ts";

function fixture(name: string) {
  return parseConfig(readFileSync(new URL(`../fixtures/config/${name}`, import.meta.url), "utf8"), name);
}

test("only version, models and backends are required; the rest has defaults", () => {
  expect(fixture("minimal.yml")).toEqual({
    path: "minimal.yml",
    setup: null,
    python: null,
    models: [
      {
        name: "search",
        source: { kind: "python", entry: "search.py:predict", inputs: "search.py:requests" },
        batchSizes: null,
        parityTolerance: { absolute: 1e-4, relative: 1e-3, relativeL2: 1e-5 },
      },
    ],
    targets: [{ name: "here", place: { kind: "local" }, pricePerHourUsd: null, threads: null }],
    backends: [{ target: "here", engine: "onnxrt-cpu", options: [] }],
    gate: {
      tolerance: 0.01,
      resolution: 0.02,
      p95: { tolerance: 0.1, resolution: 0.2 },
      budgets: [],
      failOn: "regression",
      secondsPerCell: 120,
    },
    weights: "real",
  });
});

test("every key of the format is read", () => {
  expect(fixture("full.yml")).toEqual({
    path: "full.yml",
    setup: "pip install -r requirements.txt",
    python: ".venv/bin/python",
    models: [
      {
        name: "search",
        source: { kind: "python", entry: "search.py:predict", inputs: "search.py:requests" },
        batchSizes: [1, 256],
        parityTolerance: { absolute: 1e-2, relative: 0.02, relativeL2: 5e-3 },
      },
      {
        name: "rank",
        source: { kind: "python", entry: "models/rank.py:Ranker.forward", inputs: "models/rank.py:pairs" },
        batchSizes: null,
        parityTolerance: { absolute: 1e-4, relative: 1e-3, relativeL2: 1e-5 },
      },
    ],
    targets: [
      { name: "here", place: { kind: "local" }, pricePerHourUsd: null, threads: null },
      {
        name: "g4dn.xlarge",
        place: { kind: "runner", runsOn: ["self-hosted", "linux", "x64", "t4"], optional: true, runners: 3 },
        pricePerHourUsd: 0.526,
        threads: 4,
      },
      {
        name: "arm",
        place: { kind: "runner", runsOn: ["graviton"], optional: false, runners: 1 },
        pricePerHourUsd: null,
        threads: null,
      },
    ],
    backends: [
      { target: "here", engine: "onnxrt-cpu", options: [] },
      { target: "g4dn.xlarge", engine: "onnxrt-cpu", options: [] },
      { target: "g4dn.xlarge", engine: "onnxrt-cuda", options: [] },
      { target: "g4dn.xlarge", engine: "onnxrt-tensorrt", options: [] },
      { target: "g4dn.xlarge", engine: "torch-inductor-cuda", options: ["fp16", "max-autotune"] },
      { target: "arm", engine: "onnxrt-cpu", options: [] },
    ],
    gate: {
      tolerance: 0.007,
      resolution: 0.03,
      p95: { tolerance: 0.05, resolution: 0.2 },
      budgets: [
        { model: "search", batchSize: 1, backend: "g4dn.xlarge/*", p95Ms: 10, costPerMillionUsd: 1.2 },
        { model: "rank", batchSize: null, backend: "*", p95Ms: null, costPerMillionUsd: 3 },
      ],
      failOn: "inconclusive",
      secondsPerCell: 120,
    },
    weights: "synthetic",
    baselineBranch: "pacegate-data",
  });
});

test("a backend named twice, by itself and by a pattern, is one backend", () => {
  const config = parseConfig(
    "version: 1\nmodels: {a: {entry: m.py:f, inputs: m.py:g}}\nbackends: [here/onnxrt-cuda, 'here/onnxrt-*']",
    "pacegate.yml",
  );
  expect(config.backends.map((backend) => backend.engine)).toEqual(["onnxrt-cuda", "onnxrt-cpu", "onnxrt-tensorrt"]);
});

test("entries may have names in any alphabet, as Python's may", () => {
  const config = parseConfig(
    "version: 1\nmodels: {a: {entry: modèle.py:prédire, inputs: m.py:g}}\nbackends: [here/onnxrt-cpu]",
    "pacegate.yml",
  );
  expect(config.models[0]?.source).toMatchObject({ entry: "modèle.py:prédire" });
});
