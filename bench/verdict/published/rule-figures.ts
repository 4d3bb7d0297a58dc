// The figures of one rule beside one neighbour, from its outcomes.
import { median, quantile } from "../../../src/statistics/index.ts";
import type { Neighbour } from "../record.ts";
import type { CaughtFigures, ConditionFigures, Share } from "./figures.ts";
import { groupByCompared, isSame, type Outcome } from "./outcome.ts";

/** A slowdown of this much must not be called unchanged. */
export const leastToMissPercent = 3;

/** How hits become a share, with the outcomes that they are of. */
export type ShareOf<Of extends Outcome> = (hits: readonly boolean[], outcomes: readonly Of[]) => Share | null;

/** @param all outcomes of one rule, in time order */
export function conditionFigures<Of extends Outcome>(
  all: readonly Of[],
  neighbour: Neighbour,
  shareOf: ShareOf<Of>,
): ConditionFigures {
  const outcomes = all.filter(({ compared }) => compared.neighbour === neighbour);
  const same = outcomes.filter(({ compared }) => isSame(compared));
  const slower = outcomes.filter(({ compared }) => !isSame(compared));
  const much = slower.filter(({ compared }) => compared.addedPercent >= leastToMissPercent);
  const share = (of: readonly Of[], is: (outcome: Of) => boolean) => shareOf(of.map(is), of);
  const seconds = outcomes.map((outcome) => outcome.seconds);
  return {
    neighbour,
    falseFlags: share(same, ({ called }) => called === "slower" || called === "faster"),
    caught: caughtFigures(slower, shareOf),
    missed: share(much, ({ called }) => called === "unchanged" || called === "faster"),
    inconclusive: share(outcomes, ({ called }) => called === "undecided"),
    seconds: seconds.length === 0 ? null : { median: median(seconds), p95: quantile(seconds, 0.95) },
  };
}

function caughtFigures<Of extends Outcome>(slower: readonly Of[], shareOf: ShareOf<Of>): CaughtFigures[] {
  const groups = groupByCompared(slower.map((outcome) => ({ ...outcome.compared, outcome })));
  const figures: CaughtFigures[] = [];
  for (const group of groups.values()) {
    const outcomes = group.map(({ outcome }) => outcome);
    const [first] = outcomes;
    const share = shareOf(
      outcomes.map(({ called }) => called === "slower"),
      outcomes,
    );
    if (first === undefined || share === null) continue;
    const { graph, threads, addedPercent } = first.compared;
    figures.push({ graph, threads, addedPercent, truePercent: latestCalibration(outcomes), share });
  }
  return figures.toSorted(
    (a, b) => a.graph.localeCompare(b.graph) || a.threads - b.threads || a.addedPercent - b.addedPercent,
  );
}

function latestCalibration(outcomes: readonly Outcome[]): CaughtFigures["truePercent"] {
  return outcomes.findLast(({ compared }) => compared.truePercent !== null)?.compared.truePercent ?? null;
}
