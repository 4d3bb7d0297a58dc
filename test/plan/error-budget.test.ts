import fc from "fast-check";
import { expect, test } from "vitest";
import {
  errorProbabilityPerCell,
  gateErrorProbability,
  smallestErrorProbability,
} from "../../src/plan/error-budget.ts";

test("the cells' shares sum to the gate's error probability, until the floor is reached", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), (cells) => {
      expect(errorProbabilityPerCell(cells) * cells).toBeCloseTo(gateErrorProbability, 12);
    }),
  );
  expect(errorProbabilityPerCell(51)).toBe(smallestErrorProbability);
  expect(errorProbabilityPerCell(100_000)).toBe(smallestErrorProbability);
});

test("a plan that compares nothing still has a lawful probability", () => {
  expect(errorProbabilityPerCell(0)).toBe(gateErrorProbability);
});
