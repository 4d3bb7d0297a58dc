// The figures of one rule beside one neighbour, from its outcomes.
import { median, quantile } from "../../../src/statistics/index.ts";
import { graphNames, type Neighbour } from "../record.ts";
import type { CaughtFigures, ConditionFigures, Share } from "./figures.ts";
import { groupByCompared, isSame, type Outcome } from "./outcome.ts";

/** A slowdown of this much must not be called unchanged. */
export const leastToMissPercent = 3;

/** Of outcomes in time order; null of none. */
export type ShareOf<Of extends Outcome> = (outcomes: readonly Of[], isHit: (outcome: Of) => boolean) => Share | null;

/** @param all outcomes of one rule, in time order */
export function conditionFigures<Of extends Outcome>(
  all: readonly Of[],
  neighbour: Neighbour,
  shareOf: ShareOf<Of>,
): ConditionFigures {
  const outcomes = all.filter(({ compared }) => compared.neighbour === neighbour);
  // What decided nothing cannot have been right: it is counted by itself, and not among what was not flagged.
  const decided = outcomes.filter(({ called }) => called !== "error");
  const same = decided.filter(({ compared }) => isSame(compared));
  const slower = decided.filter(({ compared }) => !isSame(compared));
  const much = slower.filter(({ compared }) => compared.addedPercent >= leastToMissPercent);
  const isUndecided = ({ called }: Of) => called === "undecided";
  return {
    neighbour,
    falseFlags: shareOf(same, ({ called }) => called === "slower" || called === "faster"),
    caught: caughtFigures(
      outcomes.filter(({ compared }) => !isSame(compared)),
      shareOf,
    ),
    missed: shareOf(much, ({ called }) => called === "unchanged" || called === "faster"),
    inconclusive: { identical: shareOf(same, isUndecided), slowed: shareOf(slower, isUndecided) },
    errors: outcomes.length - decided.length,
    seconds: secondsByGraph(same),
  };
}

function caughtFigures<Of extends Outcome>(slower: readonly Of[], shareOf: ShareOf<Of>): CaughtFigures[] {
  const groups = groupByCompared(slower.map((outcome) => ({ ...outcome.compared, outcome })));
  const figures: CaughtFigures[] = [];
  for (const group of groups.values()) {
    const outcomes = group.map(({ outcome }) => outcome);
    const [first] = outcomes;
    const share = shareOf(outcomes, ({ called }) => called === "slower");
    if (first === undefined || share === null) continue;
    const { graph, threads, addedPercent } = first.compared;
    figures.push({ graph, threads, addedPercent, calibratedPercent: latestCalibration(outcomes), share });
  }
  return figures.toSorted(
    (a, b) => a.graph.localeCompare(b.graph) || a.threads - b.threads || a.addedPercent - b.addedPercent,
  );
}

function latestCalibration(outcomes: readonly Outcome[]): CaughtFigures["calibratedPercent"] {
  return outcomes.findLast(({ compared }) => compared.truePercent !== null)?.compared.truePercent ?? null;
}

/** By graph: pooled they would say which graphs were measured how often. */
function secondsByGraph(same: readonly Outcome[]): ConditionFigures["seconds"] {
  return graphNames.flatMap((graph) => {
    const seconds = same
      .filter(({ compared }) => compared.graph === graph && compared.threads === 1)
      .map((outcome) => outcome.seconds);
    return seconds.length === 0 ? [] : [{ graph, median: median(seconds), p95: quantile(seconds, 0.95) }];
  });
}
