// github-action-benchmark's rule: one value over the one before it.
import { noHistory, type OtherRule } from "./other-rule.ts";
import { ratioOfRuns, runMean } from "./run-figure.ts";

/** @param threshold 2 is 200%, the default of `alert-threshold` */
export function githubActionBenchmark(threshold: number): OtherRule {
  const percent = `${Math.round(threshold * 100)}%`;
  return {
    key: `github-action-benchmark-${Math.round(threshold * 100)}`,
    name: `github-action-benchmark, ${percent}`,
    source: "https://github.com/benchmark-action/github-action-benchmark (README.md; src/write/findAlerts.ts)",
    says: `An alert where current / previous is above \`alert-threshold\` (by default 200%), of the one value that the benchmark tool printed (here the mean); here ${percent}. It never runs base itself.`,
    design: "separate",
    runs: 1,
    history: noHistory,
    flagsSlower: (measured) => {
      const ratio = ratioOfRuns(measured, runMean);
      return ratio === null ? null : ratio > threshold;
    },
  };
}
