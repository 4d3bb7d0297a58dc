// The table of all rules: false flags, what they catch, what they pass, how long they take.
import { markdownTable } from "markdown-table";
import type { CaughtFigures, ConditionFigures, Figures, RuleFigures, Share } from "./figures.ts";
import { noData, percentText, secondsText } from "./words.ts";

/** In which work was added to the whole, in the order of a cell's three figures. */
export const slowedGraphs = ["0.1 ms", "1 ms", "10 ms"] as const;
export const addedPercents = [1, 2, 3, 5, 10] as const;

/** Beside bounds that the block bootstrap gave, which were wider than the exact ones. */
const byBlocks = "†";
const missing = "–";

export function detectionTable({ rules }: Figures): string {
  const header = [
    "rule",
    "how",
    "neighbour",
    "false flags",
    ...addedPercents.map((percent) => `+${percent}%`),
    "unchanged at +3% or more",
    "inconclusive",
    "median",
    "p95",
  ];
  const rows = rules.flatMap((rule) => rule.conditions.map((condition) => detectionRow(rule, condition)));
  return markdownTable([header, ...rows], { align: header.map((_, index) => (index < 3 ? "l" : "r")) });
}

function detectionRow(rule: RuleFigures, condition: ConditionFigures): string[] {
  const { neighbour, falseFlags, missed, inconclusive, seconds } = condition;
  return [
    rule.name,
    howText(rule),
    neighbour,
    boundedText(falseFlags),
    ...addedPercents.map((percent) => caughtOfGraphs(condition.caught, percent)),
    boundedText(missed),
    inconclusive === null ? noData : percentText(inconclusive.share),
    seconds === null ? noData : secondsText(seconds.median),
    seconds === null ? noData : secondsText(seconds.p95),
  ];
}

export function howText({ how, design }: RuleFigures): string {
  if (how === "live") return "live";
  return design === "duet" ? "replayed" : `replayed, ${design}`;
}

/** `12 / 97 / 98`, in whole percent. */
export function caughtOfGraphs(caught: readonly CaughtFigures[], percent: number): string {
  const shares = slowedGraphs.map((graph) => caughtShare(caught, graph, percent));
  if (shares.every((share) => share === null)) return noData;
  return shares.map((share) => (share === null ? missing : String(Math.round(share.share * 100)))).join(" / ");
}

function caughtShare(caught: readonly CaughtFigures[], graph: string, percent: number): Share | null {
  const found = caught.find(
    (figures) => figures.graph === graph && figures.addedPercent === percent && figures.threads === 1,
  );
  return found?.share ?? null;
}

/** `0 of 460 (0 to 0.8%)` */
export function boundedText(share: Share | null): string {
  if (share === null) return noData;
  return `${share.hits} of ${share.trials}, ${percentText(share.share)} (${rangeText(share)})`;
}

function rangeText({ lower, upper, bounds }: Pick<Share, "lower" | "upper" | "bounds">): string {
  return `${percentText(lower).slice(0, -1)} to ${percentText(upper)}${bounds === "block bootstrap" ? byBlocks : ""}`;
}

/** Every share caught with its bounds: a row a rule, a column a slowed pair. */
export function caughtTable({ rules }: Figures, neighbour: ConditionFigures["neighbour"]): string {
  const conditions = rules.map((rule) => ({
    rule,
    caught: rule.conditions.find((condition) => condition.neighbour === neighbour)?.caught ?? [],
  }));
  const columns = new Map(conditions.flatMap(({ caught }) => caught).map((figures) => [columnName(figures), figures]));
  if (columns.size === 0) return noData;
  const names = [...columns.keys()].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const rows = conditions.map(({ rule, caught }) => [
    `${rule.name} (${howText(rule)})`,
    ...names.map((name) => {
      const share = caught.find((figures) => columnName(figures) === name)?.share;
      return share === undefined ? missing : `${percentText(share.share)} (${rangeText(share)}), ${share.trials}`;
    }),
  ]);
  return markdownTable([["rule", ...names], ...rows]);
}

function columnName({ graph, threads, addedPercent, truePercent }: CaughtFigures): string {
  const calibrated = truePercent === null ? "" : ` (${truePercent.mean.toFixed(2)} ± ${truePercent.error.toFixed(2)}%)`;
  return `${graph} +${addedPercent}%${calibrated}${threads === 1 ? "" : `, ${threads} threads`}`;
}
