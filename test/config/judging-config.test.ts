import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { judgingConfig, parseConfig } from "../../src/config/index.ts";

const full = readFileSync(new URL("../fixtures/config/full.yml", import.meta.url), "utf8");
const base = parseConfig(full, "pacegate.yml");

function judgedWith(from: string, to: string) {
  expect(full).toContain(from);
  const head = parseConfig(full.replace(from, to), "pacegate.yml");
  return { head, judging: judgingConfig(base, head) };
}

test("where base has no config, head's judges", () => {
  expect(judgingConfig(null, base)).toBe(base);
});

test("where nothing changed, nothing changes", () => {
  expect(judgingConfig(base, parseConfig(full, "pacegate.yml"))).toEqual(base);
});

test.each([
  ["tolerance: 0.7%", "tolerance: 90%"],
  ["resolution: 0.03", "resolution: 90%"],
  ["fail-on: inconclusive", "fail-on: never"],
  ["cost-per-million-usd: 3}", "cost-per-million-usd: 3000}"],
  ["seconds-per-cell: 2m", "seconds-per-cell: 1"],
  ["price-per-hour: 0.526", "price-per-hour: 0.001"],
  ["    runs-on: graviton", "    runs-on: graviton\n    optional: true"],
  ["inputs: search.py:requests", "inputs: search.py:easy"],
  ["relative: 0.02", "relative: 1000"],
])("a change cannot loosen what judges it: %s -> %s", (from, to) => {
  const { head, judging } = judgedWith(from, to);
  expect(head).not.toEqual(base);
  expect(judging).toEqual(base);
});

test("what is measured is head's", () => {
  expect(judgedWith("entry: search.py:predict", "entry: search.py:fast").judging.models[0]?.source).toEqual({
    kind: "python",
    entry: "search.py:fast",
    inputs: "search.py:requests",
  });
  expect(judgedWith("batch-sizes: [1, 256]", "batch-sizes: [1, 256, 512]").judging.models[0]?.batchSizes).toEqual([
    1, 256, 512,
  ]);
  const { head, judging } = judgedWith(', "arm/onnxrt-cpu"]', "]");
  expect(judging.backends).toEqual(head.backends);
});

test("a target that was this machine does not become one that may be missing", () => {
  const { head, judging } = judgedWith("here: {local: true}", "here: {runs-on: gpu, optional: true, runners: 2}");
  expect(head.targets[0]?.place).toEqual({ kind: "runner", runsOn: ["gpu"], optional: true, runners: 2 });
  expect(judging.targets[0]?.place).toEqual({ kind: "runner", runsOn: ["gpu"], optional: false, runners: 2 });
});

test("a model or a target that only head has brings its own settings", () => {
  const older = { ...base, models: base.models.slice(1), targets: base.targets.slice(2) };
  const judging = judgingConfig(older, base);
  expect(judging.models).toEqual(base.models);
  expect(judging.targets).toEqual(base.targets);
});
