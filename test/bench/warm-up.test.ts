import { describe, expect, it } from "vitest";
import type { Side } from "../../src/bench/measurements.ts";
import { seededRandom } from "../../src/bench/seeded-random.ts";
import { mostBlocks } from "../../src/bench/steady-state.ts";
import { warmUp } from "../../src/bench/warm-up.ts";

/** A side whose n-th pass takes what `durationOf` says, in blocks of so many passes. */
function sides(passesOfBlock: number, durationOf: Readonly<Record<Side, (pass: number) => number>>) {
  const asked: Side[] = [];
  const done: Record<Side, number> = { base: 0, head: 0 };
  const runBlock = async (side: Side): Promise<number[]> => {
    asked.push(side);
    return Array.from({ length: passesOfBlock }, () => durationOf[side](done[side]++));
  };
  return { asked, runBlock };
}

const steadyFrom = (warm: number) => (pass: number) => 1000 * 0.9 ** Math.min(pass, warm);

describe("warming up", () => {
  it("stops after two blocks of each side where nothing gets faster", async () => {
    const { asked, runBlock } = sides(5, { base: () => 1000, head: () => 2000 });
    expect(await warmUp(["head", "base"], runBlock)).toEqual({ passes: 10, steadyBase: true, steadyHead: true });
    expect(asked).toEqual(["head", "base", "head", "base"]);
  });

  it("gives both sides as many blocks as the slower to warm up needs, in the same order each time", async () => {
    const { asked, runBlock } = sides(2, { base: steadyFrom(1), head: steadyFrom(9) });
    expect(await warmUp(["base", "head"], runBlock)).toEqual({ passes: 12, steadyBase: true, steadyHead: true });
    expect(asked).toEqual(Array.from({ length: 6 }, () => ["base", "head"]).flat());
  });

  it("gives up on a side that gets faster and faster, and says which", async () => {
    const { asked, runBlock } = sides(1, { base: steadyFrom(1), head: (pass) => 1e6 * 0.9 ** pass });
    const passes = mostBlocks;
    expect(await warmUp(["base", "head"], runBlock)).toEqual({ passes, steadyBase: true, steadyHead: false });
    expect(asked).toHaveLength(2 * mostBlocks);
  });

  it("gives up sooner where passes take long, and does not know by then", async () => {
    const { runBlock } = sides(1, { base: () => 4e8, head: (pass) => 4e8 * 0.9 ** pass });
    expect(await warmUp(["base", "head"], runBlock)).toEqual({ passes: 3, steadyBase: true, steadyHead: null });
  });

  it("calls no side that is warm after a long first pass unsteady, whatever noise does to its few others", async () => {
    const random = seededRandom(11);
    const noisy = (pass: number) => (pass === 0 ? 5e8 : 4e8) * (1 + 0.06 * (random() - 0.5));
    const heads: (boolean | null)[] = [];
    for (let launch = 0; launch < 500; launch++) {
      heads.push((await warmUp(["head"], sides(1, { base: noisy, head: noisy }).runBlock)).steadyHead);
    }
    expect(heads).not.toContain(false);
    // Noise does set records in the last block: without a third answer these would be called unsteady.
    expect(heads.filter((steady) => steady === null).length).toBeGreaterThan(50);
  });

  it("of head alone says nothing of base", async () => {
    const { asked, runBlock } = sides(1, { base: () => 1, head: () => 1 });
    expect(await warmUp(["head"], runBlock)).toEqual({ passes: 2, steadyBase: null, steadyHead: true });
    expect(asked).toEqual(["head", "head"]);
  });
});
