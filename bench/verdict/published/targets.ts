// What the proof has to reach, and whether it does: from the live verdicts alone.
import type { GraphName, Neighbour, VerdictRecord } from "../record.ts";
import type { Share, TargetFigures } from "./figures.ts";
import { meanWithBounds } from "./mean-with-bounds.ts";
import { isSame } from "./outcome.ts";
import { leastToMissPercent } from "./rule-figures.ts";
import { countedShare } from "./share.ts";
import { percentText, secondsText } from "./words.ts";

/** Below so many verdicts a share says nothing that would be worth a "yes". */
const leastVerdicts = 20;

/** In which work is added to the whole. */
const slowedGraphs: readonly GraphName[] = ["0.1 ms", "1 ms", "10 ms"];

type Records = readonly VerdictRecord[];

/** @param all live verdicts of one rule on one machine, in time order */
export function targetFigures(all: Records): TargetFigures[] {
  return (["quiet", "busy"] as const).flatMap((neighbour) => {
    const records = all.filter((record) => record.neighbour === neighbour);
    const isQuiet = neighbour === "quiet";
    return [
      noFalseFlags(records, neighbour, isQuiet ? 400 : 200),
      caughtInTime(records, neighbour, "1 ms", 2, isQuiet ? [0.95, 60] : [0.9, 120]),
      caughtInTime(records, neighbour, "10 ms", 3, isQuiet ? [0.98, 60] : [0.95, 120]),
      caughtOnEach(records, neighbour, 5, 0.99),
      missedAtMost(records, neighbour, 0.01),
      meanSecondsToUnchanged(records, neighbour, isQuiet ? 15 : 30),
      namedFirst(records, neighbour, 0.9),
    ];
  });
}

function noFalseFlags(records: Records, neighbour: Neighbour, wanted: number): TargetFigures {
  const share = countedShare(records.filter(isSame).map(({ decision }) => isFlag(decision)));
  const reached = (share?.hits ?? 0) > 0 ? "no" : (share?.trials ?? 0) >= wanted ? "yes" : "not enough data";
  return { what: "false flags, live verdicts", neighbour, wanted: `0 of ${wanted}`, ...words(share), reached };
}

function isFlag(decision: VerdictRecord["decision"]): boolean {
  return decision === "regression" || decision === "improvement";
}

function slowed(records: Records, graph: GraphName, percent: number): Records {
  return records.filter(
    (record) => !isSame(record) && record.graph === graph && record.threads === 1 && record.addedPercent === percent,
  );
}

function caughtInTime(
  records: Records,
  neighbour: Neighbour,
  graph: GraphName,
  percent: number,
  [wanted, seconds]: readonly [number, number],
): TargetFigures {
  const share = countedShare(
    slowed(records, graph, percent).map((record) => record.decision === "regression" && record.seconds <= seconds),
  );
  return {
    what: `+${percent}% true, ${graph} graph, caught in time`,
    neighbour,
    wanted: `${percentText(wanted)} within ${seconds} s, of 60 or more`,
    ...words(share),
    reached: atLeast(share, wanted, 60),
  };
}

function caughtOnEach(records: Records, neighbour: Neighbour, percent: number, wanted: number): TargetFigures {
  const perGraph = slowedGraphs.map((graph) => ({
    graph,
    share: countedShare(slowed(records, graph, percent).map(({ decision }) => decision === "regression")),
  }));
  const inOrder = records.filter(
    (record) => !isSame(record) && slowedGraphs.includes(record.graph) && record.addedPercent === percent,
  );
  const pooled = countedShare(inOrder.map(({ decision }) => decision === "regression"));
  const verdicts = perGraph.map(({ share }) => atLeast(share, wanted, leastVerdicts));
  const each = perGraph.map(({ graph, share }) => `${graph} ${share === null ? "none" : countText(share)}`).join(", ");
  return {
    what: `+${percent}% true, any of the three graphs, caught`,
    neighbour,
    wanted: percentText(wanted),
    ...words(pooled),
    measured: pooled === null ? "no data yet" : `${countText(pooled)} (${each})`,
    reached: verdicts.includes("no") ? "no" : verdicts.includes("not enough data") ? "not enough data" : "yes",
  };
}

function missedAtMost(records: Records, neighbour: Neighbour, most: number): TargetFigures {
  const much = records.filter((record) => !isSame(record) && record.addedPercent >= leastToMissPercent);
  const share = countedShare(much.map(({ decision }) => decision === "unchanged" || decision === "improvement"));
  const isEnough = share !== null && share.trials >= 1 / most;
  return {
    what: `called unchanged although +${leastToMissPercent}% or more`,
    neighbour,
    wanted: `${percentText(most)} at most`,
    ...words(share),
    reached: !isEnough ? "not enough data" : share.share <= most ? "yes" : "no",
  };
}

function meanSecondsToUnchanged(records: Records, neighbour: Neighbour, most: number): TargetFigures {
  const pairs = records.filter(
    ({ graph, variant, threads }) => graph === "1 ms" && variant === "identical" && threads === 1,
  );
  const unchanged = pairs.filter(({ decision }) => decision === "unchanged");
  const mean = meanWithBounds(unchanged.map(({ seconds }) => seconds));
  const isEnough = mean !== null && mean.count >= leastVerdicts;
  return {
    what: "identical pair, 1 ms graph, mean time to `unchanged`",
    neighbour,
    wanted: `${most} s`,
    measured:
      mean === null ? "no data yet" : `${secondsText(mean.mean)} over ${mean.count} of ${pairs.length} verdicts`,
    bounds: mean === null ? "" : `${secondsText(mean.lower)} to ${secondsText(mean.upper)} (${mean.bounds})`,
    reached: !isEnough ? "not enough data" : mean.mean <= most ? "yes" : "no",
  };
}

function namedFirst(records: Records, neighbour: Neighbour, wanted: number): TargetFigures {
  const share = countedShare(
    records
      .filter(({ slowedSubgraph }) => slowedSubgraph !== null)
      .map(({ firstNamed, slowedSubgraph }) => firstNamed === slowedSubgraph),
  );
  return {
    what: "slowed subgraph named first of eight",
    neighbour,
    wanted: percentText(wanted),
    ...words(share),
    reached: atLeast(share, wanted, leastVerdicts),
  };
}

function atLeast(share: Share | null, wanted: number, trials: number): TargetFigures["reached"] {
  if (share === null || share.trials < trials) return "not enough data";
  return share.share >= wanted ? "yes" : "no";
}

function words(share: Share | null): Pick<TargetFigures, "measured" | "bounds"> {
  if (share === null) return { measured: "no data yet", bounds: "" };
  return {
    measured: `${countText(share)}, ${percentText(share.share)}`,
    bounds: `${percentText(share.lower)} to ${percentText(share.upper)} (${share.bounds})`,
  };
}

function countText({ hits, trials }: Share): string {
  return `${hits} of ${trials}`;
}
