import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { medianWithoutStalls, withoutStalls } from "../../src/statistics/index.ts";
import { median, middleHalfMean, quantile, trimmedMean } from "../../src/statistics/order-statistics.ts";

// Without a negative zero, which is not what a sum gives back.
const value = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((number) => number + 0);
const values = fc.array(value, { minLength: 1, maxLength: 40 });

describe("order statistics", () => {
  it("quantiles are linear between order statistics", () => {
    expect(quantile([4, 1, 3, 2], 0.25)).toBe(1.75);
    expect(quantile([5, 1, 3, 2, 4], 0.95)).toBeCloseTo(4.8, 12);
    expect(median([3, 1])).toBe(2);
    expect(quantile([7], 0.25)).toBe(7);
  });

  it("quantiles rise from the least to the greatest value", () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, probability) => {
        const value = quantile(list, probability);
        expect(value).toBeGreaterThanOrEqual(Math.min(...list));
        expect(value).toBeLessThanOrEqual(Math.max(...list));
        expect(quantile(list, 0)).toBe(Math.min(...list));
        expect(quantile(list, 1)).toBe(Math.max(...list));
      }),
    );
  });

  it("sort short lists and long ones as the engine does", () => {
    const anything = fc.array(
      fc.oneof(fc.double({ min: -1e150, max: 1e150 }), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY)),
      { minLength: 1, maxLength: 80 },
    );
    fc.assert(
      fc.property(anything, (list) => {
        const sorted = Float64Array.from(list).sort();
        const found = list.map((_, index) => quantile(list, list.length === 1 ? 0 : index / (list.length - 1)));
        // Between two values a position may be off by a rounding error.
        if (list.every(Number.isFinite)) {
          const scale = Math.max(...list.map(Math.abs), Number.MIN_VALUE);
          for (const [index, value] of found.entries()) {
            expect(Math.abs(value / scale - (sorted[index] ?? Number.NaN) / scale)).toBeLessThan(1e-9);
          }
        } else if (list.some(Number.isNaN)) expect(quantile(list, 1)).toBeNaN();
      }),
      { numRuns: 500 },
    );
  });

  it("means after trimming drop the share at both ends", () => {
    expect(trimmedMean([1000, 1, 2, 3, 4, 5, 6, 7, 8, -1000], 0.15)).toBe(4.5);
    expect(middleHalfMean([100, 1, 2, -50])).toBe(1.5);
    expect(middleHalfMean([1, 2, 6])).toBe(3);
    expect(middleHalfMean([9])).toBe(9);
  });

  it("do not depend on the order, and leave the list as it was", () => {
    fc.assert(
      fc.property(values, (list) => {
        const before = [...list];
        expect(trimmedMean(list.toReversed(), 0.15)).toBe(trimmedMean(list, 0.15));
        expect(list).toEqual(before);
      }),
    );
  });

  it("nothing has no summary", () => expect(() => median([])).toThrow("no values"));
});

test("the median without stalls is that of the durations that are left, to the last bit", () => {
  const durations = fc.array(fc.double({ min: 1, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 90 });
  fc.assert(
    fc.property(durations, (values) => {
      expect(medianWithoutStalls(values)).toBe(median(withoutStalls(values)));
    }),
  );
});
