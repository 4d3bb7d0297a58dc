import fc from "fast-check";
import { expect, test } from "vitest";
import { errorShares, gateErrorProbability } from "../../src/plan/error-budget.ts";

test("the shares of all tests of all cells sum to the gate's error probability, however many they are", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.boolean(), (cells, tailIsJudged) => {
      const { latency, tail } = errorShares(cells, tailIsJudged);
      expect((latency + (tail ?? 0)) * cells).toBeCloseTo(gateErrorProbability, 12);
      expect(tail === null).toBe(!tailIsJudged);
    }),
  );
});

test("most of a cell's share is for its mean", () => {
  const { latency, tail } = errorShares(3, true);
  expect(latency).toBeGreaterThan(2 * (tail ?? Number.NaN));
});

test("a plan that compares nothing still has a lawful probability", () => {
  expect(errorShares(0, false).latency).toBe(gateErrorProbability);
});
