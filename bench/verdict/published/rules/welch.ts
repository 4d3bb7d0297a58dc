// Welch's t-test between the instances of two launches, for orientation: what a textbook would do.
import ttest2 from "@stdlib/stats-ttest2";
import { noHistory, type OtherRule } from "./other-rule.ts";

const level = 0.01;

/** Two-sided at 1%, and head the slower. */
export function welchSaysSlower(base: readonly number[], head: readonly number[]): boolean | null {
  if (base.length < 2 || head.length < 2) return null;
  const { pValue, xmean, ymean } = ttest2([...head], [...base], { alpha: level });
  return pValue < level && xmean > ymean;
}

export const welch: OtherRule = {
  key: "welch-1",
  name: "separate launches, Welch p < 0.01",
  source: "no tool: B. L. Welch, Biometrika 34 (1947)",
  says: "The means of the instances of one launch of each side differ at p < 0.01, two-sided, and head is the slower.",
  design: "separate",
  runs: 1,
  history: noHistory,
  flagsSlower: ({ base, head }) =>
    welchSaysSlower(
      base.flatMap((run) => run.map(({ meanNs }) => meanNs)),
      head.flatMap((run) => run.map(({ meanNs }) => meanNs)),
    ),
};
