// The one number that a tool keeps of a run: its mean, median or minimum, with nothing filtered.
import { median } from "../../../../src/statistics/index.ts";
import type { SideRun } from "./other-rule.ts";

/** Over all passes. */
export function runMean(run: SideRun): number {
  const passes = run.reduce((sum, figures) => sum + figures.passes, 0);
  return run.reduce((sum, figures) => sum + figures.meanNs * figures.passes, 0) / passes;
}

/** Median of the instances' medians: the passes themselves are not recorded. */
export function runMedian(run: SideRun): number {
  return median(run.map(({ medianNs }) => medianNs));
}

export function runMinimum(run: SideRun): number {
  return Math.min(...run.map(({ minNs }) => minNs));
}

/** head / base of a figure, for rules that have one run of each side; null where one is missing. */
export function ratioOfRuns(
  { base, head }: { readonly base: readonly SideRun[]; readonly head: readonly SideRun[] },
  figure: (run: SideRun) => number,
): number | null {
  const [baseRun, headRun] = [base[0], head[0]];
  return baseRun === undefined || headRun === undefined ? null : figure(headRun) / figure(baseRun);
}
