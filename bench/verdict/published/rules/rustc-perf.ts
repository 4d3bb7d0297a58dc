// rustc-perf's rule: significant is a change that is an outlier among the past changes of the same benchmark.
import type { OtherRule } from "./other-rule.ts";
import { ratioOfRuns, runMinimum } from "./run-figure.ts";

/** Interquartile ranges above the third quartile. */
const multiplier = 3;

/**
 * Third quartile plus three interquartile ranges of the relative changes between neighbours, whatever their sign. The
 * quartiles are the medians of the lower and the upper half, without the middle one or two: `HistoricalData` in
 * site/src/comparison.rs.
 * @param history values of past commits, one after the other
 */
export function significanceThreshold(history: readonly number[]): number {
  const changes = history
    .slice(0, -1)
    .map((value, index) => Math.abs(value - (history[index + 1] ?? value)) / value)
    .sort((a, b) => a - b);
  const half = Math.floor(changes.length / 2);
  const lowerEnd = changes.length % 2 === 0 ? half - 1 : half;
  const first = middle(changes.slice(0, lowerEnd));
  const third = middle(changes.slice(half + 1));
  return third + (third - first) * multiplier;
}

function middle(sorted: readonly number[]): number {
  const above = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const below = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (below + above) / 2;
}

export const rustcPerf: OtherRule = {
  key: "rustc-perf",
  name: "rustc-perf, IQR of past changes",
  source:
    "https://github.com/rust-lang/rustc-perf (docs/comparison-analysis.md; site/src/comparison.rs; database: min)",
  says: "Significant where the relative change is at least Q3 + 3 IQR of the past changes between neighbours, over up to 100 commits and at least 50; a commit's value is the least of its runs. It is meant for instruction counts, which scatter far less than wall time. Not interleaved.",
  design: "separate",
  runs: 1,
  history: { least: 50, most: 100 },
  flagsSlower: (measured) => {
    const ratio = ratioOfRuns(measured, runMinimum);
    const threshold = significanceThreshold(measured.history.map(runMinimum));
    return ratio === null || Number.isNaN(threshold) ? null : ratio > 1 && ratio - 1 >= threshold;
  },
};
