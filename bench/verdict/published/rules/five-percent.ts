// A plain threshold of 5% between two launches.
import { noHistory, type OtherRule } from "./other-rule.ts";
import { ratioOfRuns, runMean } from "./run-figure.ts";

export const fivePercent: OtherRule = {
  key: "separate-5",
  name: "separate launches, over 5%",
  source: "no tool: what is commonly written by hand",
  says: "The mean of head is over 5% above the mean of base.",
  design: "separate",
  runs: 1,
  history: noHistory,
  flagsSlower: (measured) => {
    const ratio = ratioOfRuns(measured, runMean);
    return ratio === null ? null : ratio > 1.05;
  },
};
