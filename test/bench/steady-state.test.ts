import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/bench/seeded-random.ts";
import {
  fewestBlocks,
  isSteady,
  mostBlocks,
  mostNs,
  recordShare,
  steadiness,
  warmUpIsOver,
} from "../../src/bench/steady-state.ts";

const durations = fc.array(fc.double({ min: 1, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 15 });
const factors = fc.double({ min: 0.01, max: 100, noNaN: true });

describe("a side is steady", () => {
  it("never before its first block was challenged", () => {
    expect(isSteady([])).toBe(false);
    fc.assert(fc.property(durations, ([first = 1]) => !isSteady([first])));
  });

  it("exactly when its latest block sets no record worth speaking of", () => {
    expect(isSteady([100, 98])).toBe(true);
    expect(isSteady([100, 97.9])).toBe(false);
    expect(isSteady([100, 90, 95])).toBe(true);
    expect(isSteady([100, 90, 80])).toBe(false);
  });

  it("whatever the unit of its durations", () => {
    fc.assert(
      fc.property(durations, factors, (fastest, factor) => {
        const before = Math.min(...fastest.slice(0, -1));
        const ratio = (fastest.at(-1) ?? 1) / before;
        // Not at the very edge, where rounding decides.
        fc.pre(Math.abs(ratio - (1 - recordShare)) > 1e-9);
        expect(isSteady(fastest.map((ns) => ns * factor))).toBe(isSteady(fastest));
      }),
    );
  });

  it("however slow a block is that follows a fast one: a slow stretch of the machine is no warm-up", () => {
    fc.assert(
      fc.property(durations, fc.double({ min: 1, max: 10, noNaN: true }), (fastest, slower) => {
        expect(isSteady([...fastest, Math.min(...fastest) * slower])).toBe(true);
      }),
    );
  });

  it("never while each block is faster than all before", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 0.979, noNaN: true }), fc.integer({ min: 2, max: 15 }), (gain, blocks) => {
        expect(isSteady(Array.from({ length: blocks }, (_, block) => gain ** block))).toBe(false);
      }),
    );
  });
});

describe("after its warm-up a side", () => {
  it("is steady, or not after as many blocks as there may be, or it is not known", () => {
    expect(steadiness([100, 99])).toBe(true);
    expect(steadiness([100, 90, 80])).toBeNull();
    const faster = Array.from({ length: mostBlocks }, (_, block) => 0.9 ** block);
    expect(steadiness(faster)).toBe(false);
    expect(steadiness(faster.slice(1))).toBeNull();
  });

  it("is steady exactly where the test says so", () => {
    fc.assert(fc.property(durations, (fastest) => (steadiness(fastest) === true) === isSteady(fastest)));
  });
});

describe("a warm-up", () => {
  const twoSides = fc
    .array(fc.tuple(fc.double({ min: 1, max: 1e6, noNaN: true }), fc.double({ min: 1, max: 1e6, noNaN: true })), {
      maxLength: 20,
    })
    .map((blocks) => [blocks.map(([base]) => base), blocks.map(([, head]) => head)]);
  const spent = fc.double({ min: 0, max: 1e10, noNaN: true });

  it("is over as soon as both sides are steady, and at the stated end whatever they do", () => {
    fc.assert(
      fc.property(twoSides, spent, (sides, spentNs) => {
        const blocks = sides[0]?.length ?? 0;
        const over = warmUpIsOver(sides, spentNs);
        if (blocks < fewestBlocks) expect(over).toBe(false);
        else if (sides.every(isSteady) || blocks >= mostBlocks) expect(over).toBe(true);
        else expect(over).toBe(blocks >= 3 && spentNs >= mostNs);
      }),
    );
  });

  it("goes on for the side that is not steady although the other is", () => {
    expect(
      warmUpIsOver(
        [
          [10, 10],
          [10, 8],
        ],
        0,
      ),
    ).toBe(false);
    expect(
      warmUpIsOver(
        [
          [10, 10, 10],
          [10, 8, 8],
        ],
        0,
      ),
    ).toBe(true);
  });

  it("of seconds has its third block in any case, since every first pass is a slow one", () => {
    expect(warmUpIsOver([[3e9, 2e9]], 5e9)).toBe(false);
    expect(warmUpIsOver([[3e9, 2e9, 1e9]], 6e9)).toBe(true);
  });

  it("of a warm session ends although the machine switches between a fast and a slow mode", () => {
    // Calls take 0.72 or 1.04 ms in stretches of 20 calls on average, and 3% of noise.
    const random = seededRandom(11);
    let slow = false;
    const call = (): number => {
      if (random() < 1 / 20) slow = !slow;
      return (slow ? 1.04e6 : 0.72e6) * (1 + 0.06 * (random() - 0.5));
    };
    const block = (): number => Math.min(call(), call(), call());
    const blocksOf = (): number => {
      const sides: [number[], number[]] = [[], []];
      while (!warmUpIsOver(sides, 0)) for (const side of sides) side.push(block());
      return sides[0].length;
    };
    const counts = Array.from({ length: 2000 }, blocksOf);
    expect(counts.reduce((sum, count) => sum + count, 0) / counts.length).toBeLessThan(3.5);
    expect(counts.filter((count) => count === mostBlocks)).toEqual([]);
  });
});
