// Bencher's rules: a t-test against the history of base, and a percentage of one run of base in the same job.
import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { mean } from "../../../../src/statistics/index.ts";
import { noHistory, type OtherRule } from "./other-rule.ts";
import { ratioOfRuns, runMean } from "./run-figure.ts";

/**
 * `mean + t(boundary, n - 1) * deviation`, with the deviation that divides by n and without the factor that a
 * prediction would need, as `lib/bencher_boundary` does it.
 * @returns null where Bencher draws no boundary: below two values, or where all are the same
 */
export function tTestUpperLimit(history: readonly number[], boundary: number): number | null {
  if (history.length < 2) return null;
  const centre = mean(history);
  const deviation = Math.sqrt(mean(history.map((value) => (value - centre) ** 2)));
  return deviation === 0 ? null : centre + tQuantile(boundary, history.length - 1) * deviation;
}

export const bencherTTest: OtherRule = {
  key: "bencher-t-test",
  name: "Bencher, t-test 0.99",
  source: "https://bencher.dev/docs/explanation/thresholds/; bencherdev/bencher (lib/bencher_boundary/src)",
  says: "An alert where the new value is above the upper boundary of Student's t around the historical values of base: here `--threshold-test t_test --threshold-max-sample-size 64 --threshold-upper-boundary 0.99`, the documentation's example. Not interleaved. Bencher begins with two values; here with ten, which is kinder to it.",
  design: "separate",
  runs: 1,
  // With the run of base itself they are ten, and 64.
  history: { least: 9, most: 63 },
  flagsSlower: ({ base, head, history }) => {
    const headRun = head[0];
    const limit = tTestUpperLimit([...base, ...history].map(runMean), 0.99);
    return headRun === undefined || limit === null ? null : runMean(headRun) > limit;
  },
};

export const bencherRelative: OtherRule = {
  key: "bencher-relative-25",
  name: "Bencher, relative 25%",
  source: "https://bencher.dev/docs/how-to/track-benchmarks/ (Relative Continuous Benchmarking)",
  says: "Base is run, then head in the same job; an alert where head is above base's value by more than the percentage: `--threshold-test percentage --threshold-upper-boundary 0.25`. One after the other, not interleaved.",
  design: "consecutive",
  runs: 1,
  history: noHistory,
  flagsSlower: (measured) => {
    const ratio = ratioOfRuns(measured, runMean);
    return ratio === null ? null : ratio > 1.25;
  },
};
