import { describe, expect, it } from "vitest";
import { replayCell } from "../../../bench/verdict/published/replayed-cell.ts";
import { replayedStretches, type Stretches } from "../../../bench/verdict/published/replayed-stretches.ts";
import { gateFigures } from "../../../bench/verdict/published/simulated-gates.ts";
import type { LaunchRecord } from "../../../bench/verdict/record.ts";
import { errorShares } from "../../../src/plan/error-budget.ts";
import { decideSequentially, ruleForCell } from "../../../src/statistics/index.ts";
import { sampleRecord } from "../sample-record.ts";
import { quietNoise, simulatedRecords } from "./simulated-records.ts";

const rule = ruleForCell({ tolerance: 0.005, resolution: 0.015, alpha: 0.004, kind: "graph", launchLimit: 40 });

function launchesOf(logRatios: readonly number[], seconds = 1): LaunchRecord[] {
  const [launch] = sampleRecord().launches;
  if (launch === undefined) throw new Error("the sample has no launch");
  return logRatios.map((logRatio) => ({ ...launch, logRatio, seconds }));
}

describe("a replayed cell", () => {
  it("stops at the first look where all launches agree", () => {
    const launches = launchesOf([0.0001, -0.0001, 0.0001, -0.0001, 0.5]);
    expect(replayCell(launches, 0, rule, 120)).toEqual({ called: "unchanged", launches: 4, seconds: 4 });
  });
  it("says what the rule says of the launches that it took", () => {
    const logRatios = [0.02, 0.03, 0.012, 0.025, 0.02, 0.028, 0.021, 0.024, 0.019, 0.026];
    const { called, launches: taken } = replayCell(launchesOf(logRatios), 0, rule, 120);
    expect(called).toBe("slower");
    expect(taken).toBeGreaterThan(4);
    expect(decideSequentially(logRatios.slice(0, taken), rule, false).state).toBe("regression");
    expect(decideSequentially(logRatios.slice(0, taken - 1), rule, false).state).toBe("continue");
  });
  it("goes on with the first launch past the last one", () => {
    const launches = launchesOf([0.0001, -0.0001, 0.0001, 0.05, 0.0501, 0.0499, 0.0498]);
    expect(replayCell(launches, 3, rule, 120)).toMatchObject({ called: "slower", launches: 4 });
    expect(replayCell(launches, 5, rule, 120).launches).toBeGreaterThan(4);
  });
  it("is undecided at the launch limit and at the limit in seconds", () => {
    const wild = Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? 0.2 : -0.2));
    expect(replayCell(launchesOf(wild), 0, rule, 120)).toEqual({ called: "undecided", launches: 40, seconds: 40 });
    expect(replayCell(launchesOf(wild), 0, rule, 10)).toEqual({ called: "undecided", launches: 10, seconds: 10 });
  });
  it("is measured up to the first look whatever that takes", () => {
    expect(replayCell(launchesOf([0, 0.0001, 0, 0.0001], 10), 0, rule, 12).launches).toBe(4);
  });
});

describe("stretches of recorded launches", () => {
  it("begin with every launch of a pair, over the ends of its verdicts", () => {
    const records = simulatedRecords([{ verdicts: 8, launches: 5 }]);
    const { stretches, leftOut } = replayedStretches(records, "quiet", rule, 120);
    expect(leftOut).toEqual([]);
    const [identical] = stretches;
    expect(identical?.cells).toHaveLength(40);
    const launches = records.flatMap((record) => record.launches);
    const replayed = replayCell(launches, 13, rule, 120);
    // Each verdict is a block of its own; launch 13 is of the third.
    const last = Math.floor((13 + replayed.launches - 1) / 5);
    expect(identical?.cells[13]).toEqual({ ...replayed, block: 2, spannedBlocks: last - 2 + 1 });
  });
  it("are of pairs that are easy to decide too, and leave out only those that needed more launches than there are", () => {
    const noise = { ...quietNoise, withinLaunch: 0.0001, createdFirst: 0, warmedFirst: 0 };
    const easy = simulatedRecords([{ verdicts: 2, launches: 5 }], { noise });
    const wild = simulatedRecords([{ verdicts: 2, launches: 5, variant: "renamed" }], {
      noise: { ...noise, withinLaunch: 0.1 },
    });
    const none = simulatedRecords([{ verdicts: 1, launches: 0, variant: "reordered" }]);
    const { stretches, leftOut } = replayedStretches([...easy, ...wild, ...none], "quiet", rule, 120);
    expect(stretches.map(({ compared }) => compared.variant)).toEqual(["identical"]);
    expect(leftOut.map(({ compared, launches }) => [compared.variant, launches])).toEqual([
      ["renamed", 10],
      ["reordered", 0],
    ]);
  });
});

describe("a simulated gate", () => {
  const cell = (called: "slower" | "unchanged", index: number) => ({
    called,
    launches: 10,
    seconds: 15,
    block: Math.floor(index / 50),
    spannedBlocks: 1,
  });
  const stretches = (variant: "identical" | "slower", slower: number, of: number): Stretches => ({
    compared: sampleRecord({ variant, addedPercent: variant === "slower" ? 5 : 0 }),
    cells: Array.from({ length: of }, (_, index) => cell(index % (of / slower) === 0 ? "slower" : "unchanged", index)),
  });
  const gate = { neighbour: "quiet" as const, alpha: 0.004 };

  it("has a false flag as often as any of its cells has one: 1 - 0.99^10 and 1 - 0.99^100", () => {
    const same = [stretches("identical", 10, 1000)];
    expect(gateFigures(same, { ...gate, cells: 10 })?.falseFlags.share).toBeCloseTo(1 - 0.99 ** 10, 1.7);
    expect(gateFigures(same, { ...gate, cells: 100 })?.falseFlags.share).toBeCloseTo(1 - 0.99 ** 100, 1.7);
  });
  it("has the bounds of a cell, carried over", () => {
    const figures = gateFigures([stretches("identical", 0.5, 1000)], { ...gate, cells: 10 });
    const none = gateFigures(
      [
        {
          ...stretches("identical", 1, 1000),
          cells: Array.from({ length: 1000 }, (_, index) => cell("unchanged", index)),
        },
      ],
      { ...gate, cells: 10 },
    );
    expect(figures?.falseFlags.upper).toBeLessThan(1);
    // 1,000 starts of 10 launches hold 100 cells that share none: a cell is flagged in at most 1 - 0.025^(1/100).
    expect(none?.falseFlags).toEqual({
      share: 0,
      effective: 100,
      lower: 0,
      upper: expect.closeTo(1 - 0.025 ** (10 / 100), 9),
      bounds: "exact alone",
    });
  });
  it("catches a slowed cell as often as the rule does, and counts what cells take", () => {
    const figures = gateFigures([stretches("identical", 1, 100), stretches("slower", 50, 100)], { ...gate, cells: 10 });
    expect(figures?.caught).toHaveLength(1);
    expect(figures?.caught[0]).toMatchObject({ addedPercent: 5, share: { share: 0.5 } });
    expect(figures).toMatchObject({ identicalCell: { launches: 10, seconds: 15 }, slowedCell: null });
    expect(figures?.inconclusive).toEqual({ identical: 0, slowed: 0 });
  });
  it("counts the costs of identical cells alone, each pair alike however often it was measured", () => {
    const dear = (of: Stretches): Stretches => ({
      ...of,
      cells: of.cells.map((one) => ({ ...one, launches: 20, seconds: 45 })),
    });
    const pairs = [
      stretches("identical", 1, 300),
      dear(stretches("identical", 1, 100)),
      dear(stretches("slower", 1, 50)),
    ];
    expect(gateFigures(pairs, { ...gate, cells: 10 })).toMatchObject({ identicalCell: { launches: 15, seconds: 30 } });
  });
  it("is nothing without identical pairs", () => {
    expect(gateFigures([stretches("slower", 50, 100)], { ...gate, cells: 10 })).toBeNull();
  });
  it("gets its cells' part of the budget: a hundred cells are tested at a hundredth each", () => {
    const tests = { latency: true, tail: true, budgets: 0 };
    expect(errorShares(100, tests).latency).toBeCloseTo((errorShares(1, tests).latency ?? Number.NaN) / 100, 12);
  });
});
