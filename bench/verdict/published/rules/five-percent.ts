// A plain threshold of 5% between the passes of base and of head.
import { type ByHand, designWords } from "./by-hand.ts";
import { noHistory, type OtherRule } from "./other-rule.ts";
import { runMean } from "./run-figure.ts";

/** @param runs launches of each side, all passes of which count alike */
export function fivePercent(design: ByHand, runs: number): OtherRule {
  return {
    key: `over-5-${design}-${runs}`,
    name: `over 5%, ${designWords(design, runs)}`,
    source: "no tool: what is commonly written by hand",
    says: "The mean of head's passes is over 5% above the mean of base's.",
    design,
    runs,
    history: noHistory,
    flagsSlower: ({ base, head }) =>
      base.length === 0 || head.length === 0 ? null : runMean(head.flat()) / runMean(base.flat()) > 1.05,
  };
}
