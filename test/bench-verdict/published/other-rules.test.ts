import { describe, expect, it } from "vitest";
import { bencherRelative, bencherTTest, tTestUpperLimit } from "../../../bench/verdict/published/rules/bencher.ts";
import { firstLookLaunches } from "../../../bench/verdict/published/rules/by-hand.ts";
import { codSpeed, codSpeedImpact } from "../../../bench/verdict/published/rules/codspeed.ts";
import { fivePercent } from "../../../bench/verdict/published/rules/five-percent.ts";
import { githubActionBenchmark } from "../../../bench/verdict/published/rules/github-action-benchmark.ts";
import { otherRules } from "../../../bench/verdict/published/rules/index.ts";
import type { Measured, SideRun } from "../../../bench/verdict/published/rules/other-rule.ts";
import { runMean, runMedian, runMinimum } from "../../../bench/verdict/published/rules/run-figure.ts";
import { rustcPerf, significanceThreshold } from "../../../bench/verdict/published/rules/rustc-perf.ts";
import { torchBench } from "../../../bench/verdict/published/rules/torchbench.ts";
import { welch, welchSaysSlower } from "../../../bench/verdict/published/rules/welch.ts";
import { ruleForCell } from "../../../src/statistics/index.ts";

/** A run of one instance whose figures are all the same. */
function run(ns: number): SideRun {
  return [{ meanNs: ns, medianNs: ns, minNs: ns, p95Ns: ns, passes: 10 }];
}

function measured(baseNs: number, headNs: number, historyNs: readonly number[] = []): Measured {
  return { base: [run(baseNs)], head: [run(headNs)], history: historyNs.map(run) };
}

describe("the figure of a run", () => {
  const two: SideRun = [
    { meanNs: 10, medianNs: 8, minNs: 4, p95Ns: 30, passes: 30 },
    { meanNs: 20, medianNs: 18, minNs: 5, p95Ns: 40, passes: 10 },
  ];
  it("is the mean over all passes, the median of medians, or the least pass", () => {
    expect(runMean(two)).toBe(12.5);
    expect(runMedian(two)).toBe(13);
    expect(runMinimum(two)).toBe(4);
  });
});

describe("github-action-benchmark", () => {
  it("takes the README's 150 ns after 100 ns for 150%: above 110%, not above 200%", () => {
    expect(githubActionBenchmark(2).flagsSlower(measured(100, 150))).toBe(false);
    expect(githubActionBenchmark(1.1).flagsSlower(measured(100, 150))).toBe(true);
  });
  it("alerts above the threshold, not at it", () => {
    expect(githubActionBenchmark(2).flagsSlower(measured(100, 200))).toBe(false);
    expect(githubActionBenchmark(2).flagsSlower(measured(100, 201))).toBe(true);
  });
});

describe("TorchBench and the plain threshold", () => {
  const plain = fivePercent("separate", 1);

  it("flag 7.1% and 5.1%, and not 6.9% and 4.9%", () => {
    expect([1071, 1069].map((head) => torchBench.flagsSlower(measured(1000, head)))).toEqual([true, false]);
    expect([1051, 1049].map((head) => plain.flagsSlower(measured(1000, head)))).toEqual([true, false]);
  });
});

describe("a rule by hand with more than one launch", () => {
  const runs = (...ns: number[]) => ns.map(run);

  it("takes all passes of a side together", () => {
    const { flagsSlower } = fivePercent("separate", 2);
    expect(flagsSlower({ base: runs(900, 1100), head: runs(1000, 1102), history: [] })).toBe(true);
    expect(flagsSlower({ base: runs(900, 1100), head: runs(1000, 1098), history: [] })).toBe(false);
    const { flagsSlower: welchFlags } = welch("interleaved", 2);
    expect(welchFlags({ base: runs(1, 2), head: runs(101, 102), history: [] })).toBe(true);
    expect(welchFlags({ base: runs(1, 2), head: runs(1.1, 2.1), history: [] })).toBe(false);
  });
  it("gets as many launches as Pacegate decides by at its first look", () => {
    const thresholds = { tolerance: 0.005, resolution: 0.015, alpha: 0.004 };
    expect(ruleForCell({ ...thresholds, kind: "graph", launchLimit: 40 }).firstLook).toBe(firstLookLaunches);
    expect(otherRules.filter(({ runs: asked }) => asked === firstLookLaunches)).toHaveLength(4);
  });
});

describe("CodSpeed", () => {
  it("gives the impacts that its own pages show", () => {
    // 118.6 to 147.7 us is shown as -20%, 187.9 to 225 us as -16.51% (of times that are rounded).
    expect(codSpeedImpact(147.7 / 118.6)).toBeCloseTo(-0.197, 3);
    expect(codSpeedImpact(225 / 187.9)).toBeCloseTo(-0.165, 3);
  });
  it("fails where a tenth of the speed is lost, which is 11.1% more time", () => {
    expect([1110, 1112].map((head) => codSpeed.flagsSlower(measured(1000, head)))).toEqual([false, true]);
  });
});

describe("Bencher", () => {
  it("draws the boundary that its own tests expect of t with 5 degrees of freedom at 0.85", () => {
    expect(tTestUpperLimit([-1, 1, -1, 1, -1, 1], 0.85)).toBeCloseTo(1.1557673428942912, 10);
  });
  it("draws it at mean + t(0.99, 4) * sqrt(2) for 1 to 5", () => {
    expect(tTestUpperLimit([1, 2, 3, 4, 5], 0.99)).toBeCloseTo(3 + 3.746947 * Math.SQRT2, 5);
  });
  it("draws none below two values, or where all are the same", () => {
    expect(tTestUpperLimit([1], 0.99)).toBeNull();
    expect(tTestUpperLimit([1, 1, 1], 0.99)).toBeNull();
  });
  it("counts the last run of base as the newest of the history", () => {
    expect(bencherTTest.flagsSlower(measured(1, 8.2, [2, 3, 4, 5]))).toBe(false);
    expect(bencherTTest.flagsSlower(measured(1, 8.4, [2, 3, 4, 5]))).toBe(true);
  });
  it("alerts at more than a quarter above base where it is told to compare relatively", () => {
    expect([125, 126].map((head) => bencherRelative.flagsSlower(measured(100, head)))).toEqual([false, true]);
  });
});

describe("rustc-perf", () => {
  const history = [100];
  for (const change of [0.01, -0.02, 0.03, -0.04, 0.05, -0.06]) {
    history.push((history.at(-1) ?? Number.NaN) * (1 + change));
  }

  it("is significant from Q3 + 3 IQR on: of six changes the quartiles are the medians of 1, 2 and 5, 6%", () => {
    expect(significanceThreshold(history)).toBeCloseTo(0.055 + 3 * (0.055 - 0.015), 10);
  });
  it("leaves the middle one out of five: the medians of 1, 2 and 4, 5%", () => {
    expect(significanceThreshold(history.slice(0, 6))).toBeCloseTo(0.045 + 3 * (0.045 - 0.015), 10);
  });
  it("flags head's least pass against base's, and only where it is slower", () => {
    expect(rustcPerf.flagsSlower(measured(1000, 1176, history))).toBe(true);
    expect(rustcPerf.flagsSlower(measured(1000, 1174, history))).toBe(false);
    expect(rustcPerf.flagsSlower(measured(1000, 700, history))).toBe(false);
  });
  it("has no answer without a history", () => {
    expect(rustcPerf.flagsSlower(measured(1000, 2000))).toBeNull();
  });
});

describe("Welch", () => {
  it("decides as the textbook: t = 3.5 with 8 degrees of freedom has p = 0.0081, t = 3 has 0.017", () => {
    // Two samples with variance 2.5 of five: the standard error of the difference is 1.
    const base = [1, 2, 3, 4, 5];
    expect(
      welchSaysSlower(
        base,
        base.map((value) => value + 3.5),
      ),
    ).toBe(true);
    expect(
      welchSaysSlower(
        base,
        base.map((value) => value + 3),
      ),
    ).toBe(false);
  });
  it("does not flag what is faster", () => {
    expect(welchSaysSlower([11, 12, 13, 14, 15], [1, 2, 3, 4, 5])).toBe(false);
  });
});

describe("the rules of others", () => {
  it("have keys of their own, a source and words", () => {
    expect(new Set(otherRules.map(({ key }) => key)).size).toBe(otherRules.length);
    for (const { source, says } of otherRules) expect([source, says].every((text) => text.length > 10)).toBe(true);
  });
  it("have no answer where a run is missing", () => {
    for (const { flagsSlower } of otherRules) expect(flagsSlower({ base: [], head: [], history: [] })).toBeNull();
  });
});
