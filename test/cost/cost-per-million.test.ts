import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { costPerMillion, findPrice } from "../../src/cost/index.ts";

const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });

function centsOf(target: string, msPerRun: number): string {
  const price = findPrice(target, null);
  if (price === null) throw new Error(`no price for ${target}`);
  return costPerMillion({ msPerRun, pricePerHourUsd: price.pricePerHourUsd, batchSize: 1 }).usdPerMillionCalls.toFixed(
    2,
  );
}

describe("costs that octoml-profile published come out to the cent", () => {
  test.each([
    ["r6i.large", 39.013, "1.37"],
    ["g4dn.xlarge", 9.475, "1.38"],
    ["g4dn.xlarge", 7.754, "1.13"],
    ["g4dn.xlarge", 5.759, "0.84"],
    ["r6i.large", 52.009, "1.82"],
    ["g4dn.xlarge", 32.61, "4.76"],
    ["g4dn.xlarge", 30.523, "4.46"],
    ["g4dn.xlarge", 28.673, "4.19"],
  ])("%s at %d ms costs $%s per million calls", (target, ms, dollars) => {
    expect(centsOf(target, ms)).toBe(dollars);
  });
});

test("a million calls of an hour cost a million hours", () => {
  const cost = costPerMillion({ msPerRun: 3_600_000, pricePerHourUsd: 0.5, batchSize: null });
  expect(cost.usdPerMillionCalls).toBeCloseTo(500_000, 6);
});

test("without a batch size the cost of an item is unknown, not that of a call", () => {
  expect(costPerMillion({ msPerRun: 10, pricePerHourUsd: 1, batchSize: null }).usdPerMillionItems).toBeNull();
});

test("the items of a batch share the cost of its call", () => {
  fc.assert(
    fc.property(positive, positive, fc.integer({ min: 1, max: 4096 }), (msPerRun, pricePerHourUsd, batchSize) => {
      const { usdPerMillionCalls, usdPerMillionItems } = costPerMillion({ msPerRun, pricePerHourUsd, batchSize });
      const ofBatch = (usdPerMillionItems ?? Number.NaN) * batchSize;
      expect(Math.abs(ofBatch - usdPerMillionCalls)).toBeLessThanOrEqual(1e-12 * usdPerMillionCalls);
    }),
  );
});

test("cost grows in proportion to time and to price", () => {
  fc.assert(
    fc.property(
      positive,
      positive,
      fc.double({ min: 1.01, max: 100, noNaN: true }),
      (msPerRun, pricePerHourUsd, factor) => {
        const calls = (input: { msPerRun: number; pricePerHourUsd: number }) =>
          costPerMillion({ ...input, batchSize: null }).usdPerMillionCalls;
        const once = calls({ msPerRun, pricePerHourUsd });
        expect(calls({ msPerRun: msPerRun * factor, pricePerHourUsd }) / once).toBeCloseTo(factor, 9);
        expect(calls({ msPerRun, pricePerHourUsd: pricePerHourUsd * factor }) / once).toBeCloseTo(factor, 9);
      },
    ),
  );
});
