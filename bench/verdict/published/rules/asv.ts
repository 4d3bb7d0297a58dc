// asv's `continuous` and `compare`: worse by the factor and different by Mann-Whitney.
import { median } from "../../../../src/statistics/index.ts";
import { leastProbability, mannWhitneyProbability, mostForExact } from "./mann-whitney.ts";
import { noHistory, type OtherRule, type SideRun } from "./other-rule.ts";

const factor = 1.1;
const probability = 0.002;

/** asv's default: each benchmark is run in two processes. */
const rounds = 2;

/** Median above base's by the factor, and p < 0.002; null where no samples could reach that. */
export function asvSaysWorse(base: readonly number[], head: readonly number[]): boolean | null {
  if (leastProbability(base.length, head.length) >= probability) return null;
  return median(base) < median(head) / factor && mannWhitneyProbability(head, base) < probability;
}

/** A sample of asv's is the mean of about 10 ms of calls, five a process; an instance is the mean of about 80 ms, eight a launch. */
function samples(runs: readonly SideRun[]): number[] {
  return runs.flatMap((run) => run.map(({ meanNs }) => meanNs)).slice(0, mostForExact);
}

const source =
  "https://asv.readthedocs.io/en/stable/commands.html; airspeed-velocity/asv (asv/_stats.py, asv/commands/compare.py, common_args.py)";

export const asvContinuous: OtherRule = {
  key: "asv",
  name: "asv continuous",
  source,
  says: "Worse where the median of the samples is above base's by `--factor` (1.1) and the Mann-Whitney U test says p < 0.002; the test is exact up to 20 samples a side, and here there are 16, where asv takes 10. All rounds of one commit, then all of the other. Each of the two processes of a commit is a run here.",
  design: "consecutive",
  runs: rounds,
  history: noHistory,
  flagsSlower: ({ base, head }) => asvSaysWorse(samples(base), samples(head)),
};

export const asvInterleaved: OtherRule = {
  ...asvContinuous,
  key: "asv-interleaved",
  name: "asv continuous --interleave-rounds",
  says: "The same rule, with the rounds of the two commits in turns. asv alternates processes of some seconds; here both sides come from the same launches, which alternate from call to call and is kinder to it.",
  design: "interleaved",
};
