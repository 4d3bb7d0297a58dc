// What the proof has to reach, and whether it does: from the live verdicts alone.
import { type GraphName, neighbours, type VerdictRecord } from "../record.ts";
import { biasTarget } from "./bias-target.ts";
import type { BiasFigures, Share, TargetFigures } from "./figures.ts";
import { meanWithBounds } from "./mean-with-bounds.ts";
import { isSame } from "./outcome.ts";
import { leastToMissPercent } from "./rule-figures.ts";
import { countedShare } from "./share.ts";
import { type InBlock, timeBlocks } from "./time-blocks.ts";
import { countText, noData, percentText, rangeText, secondsText } from "./words.ts";

/** Below so many verdicts a share says nothing that would be worth a "yes" or a "no". */
const leastVerdicts = 20;

/** In which work is added to the whole. */
const slowedGraphs: readonly GraphName[] = ["0.1 ms", "1 ms", "10 ms"];

type Verdicts = readonly (VerdictRecord & InBlock)[];
/** What a target is apart from its neighbour. */
type Target = Omit<TargetFigures, "neighbour">;

/**
 * @param all live verdicts of one rule on one machine, in time order
 * @param bias of the same
 */
export function targetFigures(all: readonly VerdictRecord[], bias: readonly BiasFigures[]): TargetFigures[] {
  const blockOf = timeBlocks(all);
  const placed = all.map((record) => ({ ...record, block: blockOf(record) }));
  return neighbours.flatMap((neighbour) => {
    const verdicts = placed.filter((record) => record.neighbour === neighbour);
    const isQuiet = neighbour === "quiet";
    const targets: Target[] = [
      noFalseFlags(verdicts, isQuiet ? 400 : 200),
      caughtInTime(verdicts, "1 ms", 2, isQuiet ? [0.95, 60] : [0.9, 120]),
      caughtInTime(verdicts, "10 ms", 3, isQuiet ? [0.98, 60] : [0.95, 120]),
      caughtOnEach(verdicts, 5, 0.99),
      missedAtMost(verdicts, 0.01),
      meanSecondsOnIdentical(verdicts, isQuiet ? 15 : 30),
      namedFirst(verdicts, 0.9),
      biasTarget(bias.filter((row) => row.neighbour === neighbour)),
    ];
    return targets.map((target) => ({ ...target, neighbour }));
  });
}

function noFalseFlags(verdicts: Verdicts, wanted: number): Target {
  const { decided, errors } = withoutErrors(verdicts.filter(isSame));
  const share = countedShare(decided, ({ decision }) => decision === "regression" || decision === "improvement");
  const isEnough = share !== null && share.trials >= wanted;
  return {
    what: "false flags, live verdicts",
    wanted: `0 of ${wanted}`,
    ...shareWords(share, errors),
    reached: (share?.hits ?? 0) > 0 ? "no" : isEnough ? yesBut(errors) : "not enough data",
  };
}

function slowed(verdicts: Verdicts, graph: GraphName, percent: number): Verdicts {
  return verdicts.filter(
    (verdict) =>
      !isSame(verdict) && verdict.graph === graph && verdict.threads === 1 && verdict.addedPercent === percent,
  );
}

function caughtInTime(
  verdicts: Verdicts,
  graph: GraphName,
  percent: number,
  [wanted, seconds]: readonly [number, number],
): Target {
  const trials = slowed(verdicts, graph, percent);
  const { errors } = withoutErrors(trials);
  const share = countedShare(trials, (verdict) => verdict.decision === "regression" && verdict.seconds <= seconds);
  return {
    what: `+${percent}% nominal, ${graph} graph, caught in time`,
    wanted: `${percentText(wanted)} within ${seconds} s, of 60 or more`,
    ...shareWords(share, errors),
    reached: atLeast(share, wanted, 60, errors),
  };
}

function caughtOnEach(verdicts: Verdicts, percent: number, wanted: number): Target {
  const isCaught = ({ decision }: VerdictRecord) => decision === "regression";
  const perGraph = slowedGraphs.map((graph) => {
    const trials = slowed(verdicts, graph, percent);
    return { graph, trials, share: countedShare(trials, isCaught) };
  });
  const inOrder = verdicts.filter((verdict) => perGraph.some(({ trials }) => trials.includes(verdict)));
  const pooled = countedShare(inOrder, isCaught);
  const { errors } = withoutErrors(inOrder);
  // Trials enough for the share come from all three together; none of them may be worse by itself.
  const ofEach = perGraph.map(({ share }) => (isBelow(share, wanted) ? "no" : enough(share)));
  const reached = [...ofEach, atLeast(pooled, wanted, leastVerdicts, errors)];
  const each = perGraph.map(({ graph, share }) => `${graph} ${share === null ? "none" : countText(share)}`).join(", ");
  return {
    what: `+${percent}% nominal, any of the three graphs, caught`,
    wanted: `${percentText(wanted)}, of no graph less`,
    ...shareWords(pooled, errors),
    measured: pooled === null ? noData : `${countText(pooled)} (${each})${errorWords(errors)}`,
    reached: (["no", "not enough data"] as const).find((answer) => reached.includes(answer)) ?? yesBut(errors),
  };
}

function isBelow(share: Share | null, wanted: number): boolean {
  return share !== null && share.trials >= leastVerdicts && share.share < wanted;
}

function enough(share: Share | null): "yes" | "not enough data" {
  return share !== null && share.trials >= leastVerdicts ? "yes" : "not enough data";
}

function missedAtMost(verdicts: Verdicts, most: number): Target {
  const { decided, errors } = withoutErrors(
    verdicts.filter((verdict) => !isSame(verdict) && verdict.addedPercent >= leastToMissPercent),
  );
  const share = countedShare(decided, ({ decision }) => decision === "unchanged" || decision === "improvement");
  return {
    what: `called unchanged although +${leastToMissPercent}% or more`,
    wanted: `${percentText(most)} at most`,
    ...shareWords(share, errors),
    reached: atMost(share, most, errors),
  };
}

/** One that ended otherwise would have taken longer to be called unchanged, so what it took is the least. */
function meanSecondsOnIdentical(verdicts: Verdicts, most: number): Target {
  const { decided, errors } = withoutErrors(
    verdicts.filter(({ graph, variant, threads }) => graph === "1 ms" && variant === "identical" && threads === 1),
  );
  const unchanged = decided.filter(({ decision }) => decision === "unchanged").length;
  const mean = meanWithBounds(decided);
  const isEnough = mean !== null && mean.count >= leastVerdicts;
  const counted = `${decided.length} verdicts, ${unchanged} of them \`unchanged\``;
  return {
    what: "identical pair, 1 ms graph, mean time to `unchanged` (at least, where some ended otherwise)",
    wanted: `${most} s`,
    measured: mean === null ? noData : `${secondsText(mean.mean)} over ${counted}${errorWords(errors)}`,
    bounds: mean === null ? "" : `${secondsText(mean.lower)} to ${secondsText(mean.upper)} (${mean.bounds})`,
    errors,
    reached: !isEnough ? "not enough data" : mean.mean <= most ? yesBut(errors) : "no",
  };
}

function namedFirst(verdicts: Verdicts, wanted: number): Target {
  const trials = verdicts.filter(({ graph }) => graph === "eight subgraphs");
  const { errors } = withoutErrors(trials);
  const share = countedShare(
    trials,
    ({ firstNamed, slowedSubgraph }) => firstNamed !== null && firstNamed === slowedSubgraph,
  );
  return {
    what: "eight subgraphs: the slowed one is the explanation's first row, which is the largest change",
    wanted: percentText(wanted),
    ...shareWords(share, errors),
    reached: atLeast(share, wanted, leastVerdicts, errors),
  };
}

function withoutErrors(verdicts: Verdicts): { readonly decided: Verdicts; readonly errors: number } {
  const decided = verdicts.filter(({ decision }) => decision !== "error");
  return { decided, errors: verdicts.length - decided.length };
}

/** @param trials below which a smaller share may be chance */
function atLeast(share: Share | null, wanted: number, trials: number, errors: number): TargetFigures["reached"] {
  if (share === null) return "not enough data";
  if (share.upper < wanted) return "no";
  if (share.trials < trials) return "not enough data";
  if (share.share < wanted) return "no";
  return share.trials < trialsFor(wanted) ? "not enough data" : yesBut(errors);
}

function atMost(share: Share | null, most: number, errors: number): TargetFigures["reached"] {
  if (share === null) return "not enough data";
  if (share.lower > most) return "no";
  if (share.trials < trialsFor(1 - most)) return "not enough data";
  return share.share <= most ? yesBut(errors) : "no";
}

/** Of fewer trials one that fails would be more than is allowed: 99% cannot be told from all below a hundred. */
function trialsFor(wanted: number): number {
  const rounding = 1e-9;
  return Math.ceil(1 / (1 - wanted) - rounding);
}

function yesBut(errors: number): TargetFigures["reached"] {
  return errors > 0 ? "yes, apart from errors" : "yes";
}

function errorWords(errors: number): string {
  return errors === 0 ? "" : `; ${errors} ${errors === 1 ? "error" : "errors"}`;
}

function shareWords(share: Share | null, errors: number): Pick<Target, "measured" | "bounds" | "errors"> {
  if (share === null) return { measured: `${noData}${errorWords(errors)}`, bounds: "", errors };
  return {
    measured: `${countText(share)}, ${percentText(share.share)}${errorWords(errors)}`,
    bounds: rangeText(share),
    errors,
  };
}
