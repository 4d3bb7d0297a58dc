// Welch's t-test between the instances of base and of head, for orientation: what a textbook would do.
import ttest2 from "@stdlib/stats-ttest2";
import { type ByHand, designWords } from "./by-hand.ts";
import { noHistory, type OtherRule } from "./other-rule.ts";

const level = 0.01;

/** Two-sided at 1%, and head the slower. */
export function welchSaysSlower(base: readonly number[], head: readonly number[]): boolean | null {
  if (base.length < 2 || head.length < 2) return null;
  const { pValue, xmean, ymean } = ttest2([...head], [...base], { alpha: level });
  return pValue < level && xmean > ymean;
}

/** @param runs launches of each side; their instances are the sample */
export function welch(design: ByHand, runs: number): OtherRule {
  return {
    key: `welch-1-${design}-${runs}`,
    name: `Welch p < 0.01, ${designWords(design, runs)}`,
    source: "no tool: B. L. Welch, Biometrika 34 (1947)",
    says: "The means of the instances of each side differ at p < 0.01, two-sided, and head is the slower.",
    design,
    runs,
    history: noHistory,
    flagsSlower: ({ base, head }) =>
      welchSaysSlower(
        base.flatMap((run) => run.map(({ meanNs }) => meanNs)),
        head.flatMap((run) => run.map(({ meanNs }) => meanNs)),
      ),
  };
}
