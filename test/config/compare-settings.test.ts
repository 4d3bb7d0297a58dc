import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Config, compareSettings, parseConfig } from "../../src/config/index.ts";

const full = readFileSync(new URL("../fixtures/config/full.yml", import.meta.url), "utf8");
const base = parseConfig(full, "pacegate.yml");

function change(from: string, to: string): string[] {
  expect(full).toContain(from);
  return compareSettings(base, parseConfig(full.replace(from, to), "pacegate.yml"));
}

test("the same settings, read from another path, say nothing", () => {
  expect(compareSettings(base, parseConfig(full, "elsewhere/pacegate.yml"))).toEqual([]);
});

test("comments, order and setup are not settings that judge", () => {
  expect(change("setup: pip install -r requirements.txt", "setup: uv sync # faster")).toEqual([]);
});

test.each([
  ["tolerance: 0.7%", "tolerance: 5%", ["gate.tolerance changes from 0.7% to 5%."]],
  ["resolution: 0.03", "resolution: 3.5%", ["gate.resolution changes from 3% to 3.5%."]],
  ["p95: {tolerance: 5%}", "p95: off", ["gate.metrics.p95 changes from {tolerance: 5%, resolution: 20%} to off."]],
  ["fail-on: inconclusive", "fail-on: never", ["gate.fail-on changes from inconclusive to never."]],
  ["seconds-per-cell: 2m", "seconds-per-cell: 60", ["gate.limits.seconds-per-cell changes from 120 s to 60 s."]],
  ["price-per-hour: 0.526", "price-per-hour: 0.1", ["targets.g4dn.xlarge.price-per-hour changes from $0.526 to $0.1."]],
  [
    "    price-per-hour: 0.526\n",
    "",
    ["targets.g4dn.xlarge.price-per-hour changes from $0.526 to that of the price file."],
  ],
  ["optional: true", "optional: false", ["targets.g4dn.xlarge.optional changes from true to false."]],
  ["    runners: 3\n", "", ["targets.g4dn.xlarge.runners changes from 3 to 1."]],
  ["threads: 4", "threads: 8", ["targets.g4dn.xlarge.threads changes from 4 to 8."]],
  ["runs-on: graviton", "local: true", ["targets.arm.runs-on changes from [graviton] to local."]],
  [
    "inputs: search.py:requests",
    "inputs: search.py:fewer",
    ["models.search.inputs changes from search.py:requests to search.py:fewer."],
  ],
  [
    "entry: models/rank.py:Ranker.forward",
    "entry: models/rank.py:fast",
    ["models.rank.entry changes from models/rank.py:Ranker.forward to models/rank.py:fast."],
  ],
  ["batch-sizes: [1, 256]", "batch-sizes: [1]", ["models.search.batch-sizes changes from 1, 256 to 1."]],
  ["relative: 0.02", "relative: 0.5", ["models.search.tolerance.relative changes from 0.02 to 0.5."]],
  ["weights: synthetic", "weights: real", ["weights changes from synthetic to real."]],
  [', "arm/onnxrt-cpu"]', "]", ["The backend arm/onnxrt-cpu is removed."]],
  [
    "cost-per-million-usd: 3}",
    "cost-per-million-usd: 30}",
    [
      'The budget "rank on *: at most $3 per million" is removed.',
      'The budget "rank on *: at most $30 per million" is added.',
    ],
  ],
])("%s -> %s", (from, to, sentences) => {
  expect(change(from, to)).toEqual(sentences);
});

test("a model and a target that come or go are named", () => {
  const without: Config = { ...base, models: base.models.slice(0, 1), targets: base.targets.slice(0, 2) };
  expect(compareSettings(base, without)).toEqual(["The model rank is removed.", "The target arm is removed."]);
  expect(compareSettings(without, base)).toEqual(["The model rank is added.", "The target arm is added."]);
});
