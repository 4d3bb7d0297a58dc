import { describe, expect, it } from "vitest";
import { replayCell } from "../../../bench/verdict/published/replayed-cell.ts";
import { replayedStretches, type Stretches } from "../../../bench/verdict/published/replayed-stretches.ts";
import { gateFigures } from "../../../bench/verdict/published/simulated-gates.ts";
import type { LaunchRecord } from "../../../bench/verdict/record.ts";
import { errorShares } from "../../../src/plan/error-budget.ts";
import { decideSequentially, ruleForCell } from "../../../src/statistics/index.ts";
import { sampleRecord } from "../sample-record.ts";
import { simulatedRecords } from "./simulated-records.ts";

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
    const records = simulatedRecords([
      { verdicts: 8, launches: 5 },
      { verdicts: 8, launches: 4, variant: "renamed" },
    ]);
    const [identical, ...others] = replayedStretches(records, "quiet", rule, 120);
    // 32 launches of the renamed pair are fewer than a cell may take.
    expect(others).toEqual([]);
    expect(identical?.cells).toHaveLength(40);
    const launches = records.filter(({ variant }) => variant === "identical").flatMap((record) => record.launches);
    expect(identical?.cells[13]).toEqual(replayCell(launches, 13, rule, 120));
  });
});

describe("a simulated gate", () => {
  const cell = (called: "slower" | "unchanged") => ({ called, launches: 10, seconds: 15 });
  const stretches = (variant: "identical" | "slower", slower: number, of: number): Stretches => ({
    compared: sampleRecord({ variant, addedPercent: variant === "slower" ? 5 : 0 }),
    cells: Array.from({ length: of }, (_, index) => cell(index % (of / slower) === 0 ? "slower" : "unchanged")),
  });
  const gate = { neighbour: "quiet" as const, alpha: 0.004, maxLaunches: 40 };

  it("has a false flag as often as any of its cells has one: 1 - 0.99^10 and 1 - 0.99^100", () => {
    const same = [stretches("identical", 10, 1000)];
    expect(gateFigures(same, { ...gate, cells: 10 })?.falseFlags.share).toBeCloseTo(1 - 0.99 ** 10, 1.7);
    expect(gateFigures(same, { ...gate, cells: 100 })?.falseFlags.share).toBeCloseTo(1 - 0.99 ** 100, 1.7);
  });
  it("has the bounds of a cell, carried over", () => {
    const figures = gateFigures([stretches("identical", 0.5, 1000)], { ...gate, cells: 10 });
    const none = gateFigures(
      [{ ...stretches("identical", 1, 1000), cells: Array.from({ length: 1000 }, () => cell("unchanged")) }],
      { ...gate, cells: 10 },
    );
    expect(figures?.falseFlags.upper).toBeLessThan(1);
    // 1,000 starts of 10 launches hold 100 cells that share none: a cell is flagged in at most 1 - 0.025^(1/100).
    expect(none?.falseFlags).toEqual({ share: 0, lower: 0, upper: expect.closeTo(1 - 0.025 ** (10 / 100), 9) });
  });
  it("catches a slowed cell as often as the rule does, and counts what cells take", () => {
    const figures = gateFigures([stretches("identical", 1, 100), stretches("slower", 50, 100)], { ...gate, cells: 10 });
    expect(figures?.caught).toHaveLength(1);
    expect(figures?.caught[0]).toMatchObject({ addedPercent: 5, share: { share: 0.5 } });
    expect(figures).toMatchObject({ launchesPerCell: 10, secondsPerCell: 15, inconclusive: 0 });
  });
  it("is nothing without identical pairs", () => {
    expect(gateFigures([stretches("slower", 50, 100)], { ...gate, cells: 10 })).toBeNull();
  });
  it("gets its cells' part of the budget: a hundred cells are tested at a hundredth each", () => {
    const tests = { latency: true, tail: true, budgets: 0 };
    expect(errorShares(100, tests).latency).toBeCloseTo((errorShares(1, tests).latency ?? Number.NaN) / 100, 12);
  });
});
