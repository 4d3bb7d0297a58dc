import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instancesMs, launchSizes } from "../../src/bench/launch-sizes.ts";

const pilots = fc.record({
  pairMs: fc.double({ min: 0.001, max: 100_000, noNaN: true }),
  createMs: fc.double({ min: 0.01, max: 60_000, noNaN: true }),
});

describe("the sizes of a launch", () => {
  it("are eight instances of 80 ms of pairs for a pass that is quick", () => {
    expect(launchSizes({ pairMs: 2, createMs: 5 })).toEqual({ couples: 4, pairsPerInstance: 40, warmupPasses: 3 });
    expect(launchSizes({ pairMs: 0.05, createMs: 5 })).toEqual({ couples: 4, pairsPerInstance: 150, warmupPasses: 5 });
    expect(launchSizes({ pairMs: 20, createMs: 5 })).toEqual({ couples: 4, pairsPerInstance: 8, warmupPasses: 1 });
  });

  it("are two couples for a slow pass, and one for a very slow one", () => {
    expect(launchSizes({ pairMs: 50, createMs: 5 })).toEqual({ couples: 2, pairsPerInstance: 10, warmupPasses: 1 });
    expect(launchSizes({ pairMs: 600, createMs: 5 })).toEqual({ couples: 1, pairsPerInstance: 3, warmupPasses: 1 });
    expect(launchSizes({ pairMs: 2, createMs: 1500 }).couples).toBe(2);
  });

  it("keep a launch of quick models within eight seconds", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 700, noNaN: true }), (pairMs) => {
        const pilot = { pairMs, createMs: 50 };
        expect(instancesMs(launchSizes(pilot), pilot)).toBeLessThan(8000);
      }),
    );
  });

  it("never fall below what the estimator needs, and never grow with the pass", () => {
    fc.assert(
      fc.property(pilots, pilots, (one, other) => {
        const [quick, slow] = one.pairMs <= other.pairMs ? [one, other] : [other, one];
        const [more, fewer] = [launchSizes({ ...quick, createMs: 1 }), launchSizes({ ...slow, createMs: 1 })];
        expect(fewer.pairsPerInstance).toBeGreaterThanOrEqual(3);
        expect(fewer.couples * fewer.pairsPerInstance).toBeLessThanOrEqual(more.couples * more.pairsPerInstance);
      }),
    );
  });
});
