// The table of all rules: false flags, what they catch, what they pass, how long they take.
import { markdownTable } from "markdown-table";
import type { CaughtFigures, ConditionFigures, Figures, LeftOutFigures, RuleFigures, Share } from "./figures.ts";
import { countText, leftOutText, noData, percentText, rangeText, secondsText } from "./words.ts";

/** In which work was added to the whole; where a cell has three figures, in their order. */
export const slowedGraphs = ["0.1 ms", "1 ms", "10 ms"] as const;
export const addedPercents = [1, 2, 3, 5, 10] as const;

const missing = "–";

/** What is shown beside the shares caught: pairs of the same cells and neighbour that are in no replay. */
export function leftOutOf(
  { leftOutOfReplays }: Figures,
  cells: number,
  neighbour: ConditionFigures["neighbour"],
): readonly LeftOutFigures[] {
  return leftOutOfReplays.filter((pair) => pair.cells === cells && pair.neighbour === neighbour);
}

function leftOutOfRule(figures: Figures, rule: RuleFigures, neighbour: ConditionFigures["neighbour"]) {
  return rule.how === "replayed" && rule.design === "duet" ? leftOutOf(figures, 1, neighbour) : [];
}

export function detectionTable(figures: Figures): string {
  const header = [
    "rule",
    "how",
    "machine",
    "false flags",
    ...addedPercents.map((percent) => `+${percent}% caught`),
    "+3% or more passed",
    "inconclusive, identical",
    "inconclusive, slowed",
    "errors",
    "median seconds",
    "p95 seconds",
  ];
  const rows = figures.rules.flatMap((rule) =>
    rule.conditions.map((condition) =>
      detectionRow(rule, condition, leftOutOfRule(figures, rule, condition.neighbour)),
    ),
  );
  return markdownTable([header, ...rows], { align: header.map((_, index) => (index < 3 ? "l" : "r")) });
}

function detectionRow(rule: RuleFigures, condition: ConditionFigures, leftOut: readonly LeftOutFigures[]): string[] {
  const { neighbour, falseFlags, caught, missed, inconclusive, errors, seconds } = condition;
  return [
    rule.name,
    howText(rule),
    neighbour,
    boundedText(falseFlags),
    ...addedPercents.map((percent) => caughtOfGraphs(caught, leftOut, percent)),
    boundedText(missed),
    shareText(inconclusive.identical),
    shareText(inconclusive.slowed),
    String(errors),
    secondsOfGraphs(seconds, "median"),
    secondsOfGraphs(seconds, "p95"),
  ];
}

export function howText({ how, design }: RuleFigures): string {
  if (how === "live") return "live";
  return design === "duet" ? "replayed" : `replayed, ${design}`;
}

/** `12 of 60`: of the three graphs together, and which of them are in no replay. */
export function caughtOfGraphs(
  caught: readonly CaughtFigures[],
  leftOut: readonly LeftOutFigures[],
  percent: number,
): string {
  const isIt = (pair: Pick<CaughtFigures, "graph" | "addedPercent" | "threads">) =>
    slowedGraphs.some((graph) => pair.graph === graph) && pair.addedPercent === percent && pair.threads === 1;
  const shares = caught.filter(isIt).map(({ share }) => share);
  const sumOf = (figure: "hits" | "trials" | "effective") => shares.reduce((sum, share) => sum + share[figure], 0);
  const counted =
    shares.length === 0
      ? []
      : [countText({ hits: sumOf("hits"), trials: sumOf("trials"), effective: sumOf("effective") })];
  const missing = leftOut.filter(isIt).map(({ graph }) => `${graph} ${leftOutText}`);
  return [...counted, ...missing].join("; ") || noData;
}

function secondsOfGraphs(seconds: ConditionFigures["seconds"], which: "median" | "p95"): string {
  return ofGraphs((name) => {
    const found = seconds.find(({ graph }) => graph === name);
    return found === undefined ? missing : secondsText(found[which]).replace(" s", "");
  });
}

function ofGraphs(textOf: (graph: (typeof slowedGraphs)[number]) => string): string {
  const texts = slowedGraphs.map(textOf);
  return texts.every((text) => text === missing) ? noData : texts.join(" / ");
}

/** `0 of 460, 0% (0 to 0.8%†)` */
export function boundedText(share: Share | null): string {
  if (share === null) return noData;
  return `${countText(share)}, ${percentText(share.share)} (${rangeText(share)})`;
}

function shareText(share: Share | null): string {
  return share === null ? noData : percentText(share.share);
}

/** Every share caught with its bounds: a row a rule, a column a slowed pair. */
export function caughtTable(figures: Figures, neighbour: ConditionFigures["neighbour"]): string {
  const conditions = figures.rules.map((rule) => ({
    rule,
    caught: rule.conditions.find((condition) => condition.neighbour === neighbour)?.caught ?? [],
    leftOut: leftOutOfRule(figures, rule, neighbour),
  }));
  const columns = new Map(conditions.flatMap(({ caught }) => caught).map((pair) => [columnName(pair), pair]));
  if (columns.size === 0) return noData;
  const names = [...columns.keys()].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const rows = conditions.map(({ rule, caught, leftOut }) => [
    `${rule.name} (${howText(rule)})`,
    ...names.map((name) => {
      const share = caught.find((pair) => columnName(pair) === name)?.share;
      if (share !== undefined) return `${percentText(share.share)} (${rangeText(share)}), ${countText(share)}`;
      const pair = columns.get(name);
      return pair !== undefined && isLeftOut(pair, rule, leftOut) ? leftOutText : missing;
    }),
  ]);
  return markdownTable([["rule", ...names], ...rows]);
}

function isLeftOut(pair: CaughtFigures, { design }: RuleFigures, leftOut: readonly LeftOutFigures[]): boolean {
  if (design === "separate" && pair.graph === "eight subgraphs") return true;
  const { graph, threads, addedPercent } = pair;
  return leftOut.some(
    (other) => other.graph === graph && other.threads === threads && other.addedPercent === addedPercent,
  );
}

function columnName({ graph, threads, addedPercent }: CaughtFigures): string {
  return `${graph} +${addedPercent}%${threads === 1 ? "" : `, ${threads} threads`}`;
}
