import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LaunchSums, leastPassesForTail, tailEffect } from "../../src/statistics/index.ts";

const launch = (passes: readonly (readonly [number, number])[]): LaunchSums => ({
  instances: [{ couple: 0, pairs: passes.map(([base, head]) => ({ base, head })) }],
});

/** One pass in ten is slower by `factor` on head's side. */
const withTail = (factor: number, count = 100) =>
  launch(Array.from({ length: count }, (_, pass) => [100, pass % 10 === 9 ? 100 * factor : 100]));

describe("the effect on the tail", () => {
  it("is that of the 95th percentile, though nine passes of ten are alike", () => {
    expect(tailEffect(withTail(3))?.logRatio).toBeCloseTo(Math.log(3), 12);
    expect(tailEffect(withTail(1))?.logRatio).toBe(0);
  });

  it("keeps what the estimator of the mean would filter as a stall", () => {
    expect(tailEffect(withTail(1000))?.headP95Ns).toBe(100_000);
  });

  it("is none where a launch has too few passes for a tail", () => {
    expect(tailEffect(withTail(3, leastPassesForTail - 1))).toBeNull();
    expect(tailEffect(withTail(3, leastPassesForTail))).not.toBeNull();
  });

  it("turns its sign with the sides and is blind to the unit", () => {
    const duration = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(duration, duration), { minLength: 60, maxLength: 80 }), (passes) => {
        const effect = tailEffect(launch(passes))?.logRatio ?? Number.NaN;
        const swapped = tailEffect(launch(passes.map(([base, head]) => [head, base])))?.logRatio;
        const scaled = tailEffect(launch(passes.map(([base, head]) => [8 * base, 8 * head])))?.logRatio;
        expect(swapped).toBeCloseTo(-effect, 9);
        expect(scaled).toBeCloseTo(effect, 9);
      }),
    );
  });
});
