import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { costPerMillion, findPrice } from "../../src/cost/index.ts";

interface PublishedRow {
  readonly model: string;
  readonly target: string;
  readonly engine: string;
  readonly ms: number;
  readonly publishedUsd: number;
  readonly batchSize: number;
}

/** See test/fixtures/cost/README.md for where the rows come from. */
const rows: readonly PublishedRow[] = readFileSync(
  new URL("../fixtures/cost/octoml-sentence-transformers-2023.csv", import.meta.url),
  "utf8",
)
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [, model = "", backend = "", ms = "", cost = "", batch = ""] = line.split(",");
    const [target = "", engine = ""] = backend.split("/");
    return { model, target, engine, ms: Number(ms), publishedUsd: Number(cost), batchSize: Number(batch) };
  });

function costOf(row: PublishedRow, price = findPrice(row.target, null)?.pricePerHourUsd ?? Number.NaN) {
  return costPerMillion({ msPerRun: row.ms, pricePerHourUsd: price, batchSize: row.batchSize });
}

/** What the publication charged for an hour of r7g.large; the list price is 0.1071. */
const mistakenR7gPrice = 0.023;

test("there are 70 published rows", () => {
  expect(rows).toHaveLength(70);
});

test("every published cost comes out, r7g.large with the price that it was mistakenly billed at", () => {
  for (const row of rows) {
    const cost = row.target === "r7g.large" ? costOf(row, mistakenR7gPrice) : costOf(row);
    expect(cost.usdPerMillionCalls).toBeCloseTo(row.publishedUsd, 9);
  }
});

test("at its list price r7g.large costs 4.66 times what was published", () => {
  const r7g = rows.filter((row) => row.target === "r7g.large");
  expect(r7g).toHaveLength(10);
  for (const row of r7g) expect(costOf(row).usdPerMillionCalls / row.publishedUsd).toBeCloseTo(0.1071 / 0.023, 9);
});

test("at the right prices the cheapest at batch 256 is a T4 with ONNX Runtime CUDA", () => {
  const [cheapest] = rows
    .filter((row) => row.batchSize === 256)
    .map((row) => ({ ...row, ...costOf(row) }))
    .sort((one, other) => one.usdPerMillionCalls - other.usdPerMillionCalls);
  expect(cheapest).toMatchObject({ model: "paraphrase-MiniLM-L3-v2", target: "g4dn.xlarge", engine: "onnxrt-cuda" });
  expect(cheapest?.ms).toBeCloseTo(60.54, 2);
  expect(cheapest?.usdPerMillionCalls.toFixed(2)).toBe("8.85");
  expect(cheapest?.usdPerMillionItems?.toFixed(4)).toBe("0.0346");
});
