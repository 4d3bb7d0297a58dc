// CodSpeed's rule for wall time: 10% of speed lost.
import { noHistory, type OtherRule } from "./other-rule.ts";
import { ratioOfRuns, runMean } from "./run-figure.ts";

export const codSpeed: OtherRule = {
  key: "codspeed-walltime-10",
  name: "CodSpeed walltime, 10%",
  source:
    "https://codspeed.io/docs/features/understanding-the-metrics; https://codspeed.io/docs/features/customization.md",
  says: "The impact is (speed - base speed) / base speed, speed being 1 / time; by default the check fails below -10%, so where head takes over 1 / 0.9 of base's time. Base is the last run of its branch. Which statistic it takes is not said; the mean is our choice. Its own walltime runs are on bare metal of CodSpeed's; it warns against other runners.",
  design: "separate",
  runs: 1,
  history: noHistory,
  flagsSlower: (measured) => {
    const ratio = ratioOfRuns(measured, runMean);
    return ratio === null ? null : codSpeedImpact(ratio) < -0.1;
  },
};

/** @param ratio head's time over base's */
export function codSpeedImpact(ratio: number): number {
  return 1 / ratio - 1;
}
