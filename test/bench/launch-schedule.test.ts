import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { balancedOrder, headOnlySchedule, launchSchedule } from "../../src/bench/launch-schedule.ts";
import type { Side } from "../../src/bench/measurements.ts";
import { seededRandom } from "../../src/bench/seeded-random.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const sizes = fc.record({
  couples: fc.integer({ min: 1, max: 8 }),
  pairsPerInstance: fc.integer({ min: 3, max: 150 }),
  warmupPasses: fc.integer({ min: 1, max: 5 }),
});
const firsts = (sides: readonly Side[]) => sides.filter((side) => side === "base").length;

describe("the schedule of a launch", () => {
  it("swaps creation order within a couple and keeps its warm-up order", () => {
    fc.assert(
      fc.property(sizes, seeds, (size, seed) => {
        const { instances } = launchSchedule(size, seed);
        expect(instances).toHaveLength(2 * size.couples);
        for (let couple = 0; couple < size.couples; couple++) {
          const [one, other] = instances.slice(2 * couple, 2 * couple + 2);
          expect([one?.couple, other?.couple]).toEqual([couple, couple]);
          expect(one?.createdFirst).not.toBe(other?.createdFirst);
          expect(one?.warmedFirst).toBe(other?.warmedFirst);
        }
      }),
    );
  });

  it("holds all four combinations of creation and warm-up order in any two neighbouring couples", () => {
    fc.assert(
      fc.property(sizes, seeds, (size, seed) => {
        const { instances } = launchSchedule(size, seed);
        for (let start = 0; start + 4 <= instances.length; start += 2) {
          const combinations = instances.slice(start, start + 4).map((i) => `${i.createdFirst} ${i.warmedFirst}`);
          expect(new Set(combinations).size).toBe(4);
        }
      }),
    );
  });

  it("lets each side run first equally often in every instance, give or take the odd pair", () => {
    fc.assert(
      fc.property(sizes, seeds, (size, seed) => {
        for (const { pairsFirst } of launchSchedule(size, seed).instances) {
          expect(pairsFirst).toHaveLength(size.pairsPerInstance);
          expect(Math.abs(2 * firsts(pairsFirst) - size.pairsPerInstance)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("is made again from the same seed", () => {
    fc.assert(
      fc.property(sizes, seeds, (size, seed) => {
        expect(launchSchedule(size, seed)).toEqual(launchSchedule(size, seed));
      }),
    );
  });

  it("favours no side over many seeds in anything that is drawn", () => {
    const size = { couples: 4, pairsPerInstance: 9, warmupPasses: 5 };
    const instances = Array.from({ length: 500 }, (_, seed) => launchSchedule(size, seed).instances).flat();
    for (const drawn of ["slotFirst", "releasedFirst", "createdFirst", "warmedFirst"] as const) {
      const share = firsts(instances.map((instance) => instance[drawn])) / instances.length;
      // 4,000 draws, of which couples or launches share some: 500 fair coins have a standard deviation of 0.022.
      expect(Math.abs(share - 0.5)).toBeLessThan(0.11);
    }
    // The odd pair, too, goes to either side, and so does every position.
    for (let position = 0; position < 9; position++) {
      const share = firsts(instances.map(({ pairsFirst }) => pairsFirst[position] ?? "head")) / instances.length;
      expect(Math.abs(share - 0.5)).toBeLessThan(0.04);
    }
  });

  it("runs head alone where there is nothing to compare with", () => {
    const { instances } = headOnlySchedule({ couples: 2, pairsPerInstance: 3, warmupPasses: 1 });
    expect(instances).toHaveLength(4);
    expect(instances.every(({ pairsFirst }) => pairsFirst.every((side) => side === "head"))).toBe(true);
  });
});

describe("a balanced order", () => {
  it("is not one of the simple alternations", () => {
    const orders = new Set(Array.from({ length: 50 }, (_, seed) => balancedOrder(8, seededRandom(seed)).join()));
    expect(orders.size).toBeGreaterThan(20);
  });
});
