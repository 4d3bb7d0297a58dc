import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batchPairs, batchSizes } from "../../src/bench/local-python-batches.ts";

describe("the sizes of a launch of local python", () => {
  it("are batches of some milliseconds for short passes, whose first is thrown away", () => {
    expect(batchSizes(0.02, 0.3)).toEqual({ passes: 64, thrownAway: 1, batches: 47 });
    expect(batchSizes(0.2, 0.3)).toEqual({ passes: 20, thrownAway: 1, batches: 58 });
    expect(batchSizes(1.9, 0.3)).toEqual({ passes: 3, thrownAway: 1, batches: 42 });
  });

  it("are single passes for the others, which a wake-up does not spoil", () => {
    expect(batchSizes(2, 0.3)).toEqual({ passes: 1, thrownAway: 0, batches: 109 });
    expect(batchSizes(300, 0.3)).toEqual({ passes: 1, thrownAway: 0, batches: 6 });
  });

  it("always leave six pairs, and bound what a launch takes and how much is kept of it", () => {
    const ms = fc.double({ min: 1e-4, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(ms, fc.double({ min: 0, max: 100, noNaN: true }), (passMs, requestMs) => {
        const { passes, thrownAway, batches } = batchSizes(passMs, requestMs);
        const pairs = batches * (passes - thrownAway);
        expect(pairs).toBeGreaterThanOrEqual(6);
        expect(pairs).toBeLessThanOrEqual(3000);
        const pairMs = 2 * (requestMs + passes * passMs);
        expect(batches * pairMs).toBeLessThanOrEqual(Math.max(500 + pairMs, 6 * pairMs));
      }),
    );
  });
});

describe("the pairs of two batches", () => {
  const sizes = { passes: 3, thrownAway: 1, batches: 6 };

  it("stand pass by pass in the drawn order, without the first, in raw nanoseconds", () => {
    expect(batchPairs("head", { base: [40, 20, 19], head: [50, 30, 31] }, sizes)).toEqual([
      { first: "head", baseNs: [20], headNs: [30] },
      { first: "head", baseNs: [19], headNs: [31] },
    ]);
  });

  it("of head alone have no base", () => {
    expect(batchPairs("head", { base: null, head: [50, 30, 0] }, sizes)).toEqual([
      { first: "head", baseNs: null, headNs: [30] },
      { first: "head", baseNs: null, headNs: [1] },
    ]);
  });
});
