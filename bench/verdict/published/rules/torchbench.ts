// TorchBench's regression check: 7% between two nightly runs.
import { noHistory, type OtherRule } from "./other-rule.ts";
import { ratioOfRuns, runMedian } from "./run-figure.ts";

export const torchBench: OtherRule = {
  key: "torchbench-7",
  name: "TorchBench, 7%",
  source: "https://github.com/pytorch/benchmark (userbenchmark/torch-nightly/regression_detector.py)",
  says: "A signal where (treatment - control) / control is above `DEFAULT_REGRESSION_DELTA_THRESHOLD = 0.07`, of the median latencies of two nightly runs. Not interleaved.",
  design: "separate",
  runs: 1,
  history: noHistory,
  flagsSlower: (measured) => {
    const ratio = ratioOfRuns(measured, runMedian);
    return ratio === null ? null : ratio > 1.07;
  },
};
