import fc from "fast-check";
import { expect, test } from "vitest";
import { errorShares, gateErrorProbability } from "../../src/plan/error-budget.ts";

test("the shares of all tests of all cells sum to the gate's error probability, however many they are", () => {
  const tests = fc
    .record({ latency: fc.boolean(), tail: fc.boolean(), budgets: fc.nat(20) })
    .filter(({ latency, tail, budgets }) => latency || tail || budgets > 0);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), tests, (cells, tested) => {
      const { latency, tail, budget } = errorShares(cells, tested);
      const spent = (latency ?? 0) + (tail ?? 0) + (budget ?? 0) * tested.budgets;
      expect(spent * cells).toBeCloseTo(gateErrorProbability, 12);
      expect([latency === null, tail === null, budget === null]).toEqual([
        !tested.latency,
        !tested.tail,
        tested.budgets === 0,
      ]);
    }),
  );
});

test("most of a cell's share is for its mean", () => {
  const { latency, tail, budget } = errorShares(3, { latency: true, tail: true, budgets: 1 });
  expect(latency).toBeCloseTo((4 / 6) * (gateErrorProbability / 3), 12);
  expect([tail, budget]).toEqual([expect.closeTo((latency ?? 0) / 4, 12), expect.closeTo((latency ?? 0) / 4, 12)]);
});

test("a plan that compares nothing still has a lawful probability", () => {
  expect(errorShares(0, { latency: true, tail: false, budgets: 0 }).latency).toBe(gateErrorProbability);
});
