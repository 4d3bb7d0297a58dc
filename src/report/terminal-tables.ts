// The tables of a terminal report: a name on its own line, its figures in columns below it.

import type { CellVerdict, Verdict } from "../compare/verdict.ts";
import { cellName } from "./cell-name.ts";
import { decisionName } from "./decision-name.ts";
import { decisiveFigures } from "./decisive-figures.ts";
import { describeThresholds } from "./describe-thresholds.ts";
import { escapeTerminal } from "./escape-terminal.ts";
import { type ExplainedRow, explainChange } from "./explain-change.ts";
import { formatChange, formatInterval, formatMs, formatUsdChange } from "./format-number.ts";
import { byCause, type CellGroups, type CellIn, isMeasured } from "./group-cells.ts";
import { doubleRule, paragraph, singleRule, terminalColumns, terminalPhrase } from "./terminal-block.ts";
import type { Colors } from "./terminal-colors.ts";
import { fitWidth, padLeft, padRight, wrapWords } from "./terminal-width.ts";

const indent = 5;
const maxParts = 10;
/** Of cells that share a cause. */
const maxNamed = 10;

export function changedLines(verdict: Verdict, groups: CellGroups, colors: Colors): string[] {
  if (groups.changed.length === 0) return [];
  const hasFigures = groups.changed.some(isMeasured);
  const titles = ["Base (ms)", "Head (ms)", "Change", "Interval", "Cost ($/M items)", "Decision"] as const;
  return [
    hasFigures ? "What changed" : "What blocks",
    ...(hasFigures ? [figureLine(titles)] : []),
    doubleRule,
    ...byCause(groups.changed).flatMap((alike) => [...names(alike), ...figures(alike[0], colors)]),
    singleRule,
    ...(hasFigures ? paragraph(describeThresholds(verdict)) : []),
  ];
}

function names(cells: readonly CellVerdict[]): string[] {
  const named = cells.slice(0, maxNamed).map((cell) => fitWidth(terminalPhrase(cellName(cell)), terminalColumns));
  const left = cells.length - named.length;
  return left === 0 ? named : [...named, `${left} more, in the JSON report`];
}

export function slowerLines(cell: CellIn<"measured">): string[] {
  const title = [
    fitWidth(`What got slower in ${terminalPhrase(cellName(cell))}`, terminalColumns),
    ...paragraph(escapeTerminal(cell.reason, 600)),
  ];
  const rows = explainChange(cell, maxParts);
  if (rows.length === 0) return title;
  const total = rows.at(-1);
  return [
    ...title,
    partLine(partTitles),
    doubleRule,
    ...rows.slice(0, -1).map((row) => partLine(row)),
    singleRule,
    ...(total === undefined ? [] : [partLine(total)]),
  ];
}

function figures(cell: CellVerdict, colors: Colors): string[] {
  const { outcome } = cell;
  if (outcome.state !== "measured") {
    const words = `${decisionName(cell)}: ${escapeTerminal(cell.reason, 600)}`;
    return wrapWords(words, terminalColumns - indent).map((line) => " ".repeat(indent) + line);
  }
  const { base, head, decision } = outcome;
  const { baseMs, headMs, effect, mark } = decisiveFigures(outcome);
  const paint = decision === "regression" ? colors.red : decision === "improvement" ? colors.green : colors.yellow;
  const numbers = figureLine([
    formatMs(baseMs),
    formatMs(headMs),
    `${mark}${formatChange(effect.ratio)}`,
    formatInterval(effect.lower, effect.upper),
    formatUsdChange(base.usdPerMillionItems, head.usdPerMillionItems, "->"),
    "",
  ]);
  return [`${numbers}  ${paint(decision)}`];
}

type FigureCells = readonly [string, string, string, string, string, string];

/** 5 + 9 + 2 + 9 + 2 + 16 + 2 + 20 + 2 + 19 = 86 columns, then the decision of at most 12 after two blanks. */
function figureLine([base, head, change, interval, cost, decision]: FigureCells): string {
  const columns = [padLeft(base, 9), padLeft(head, 9), padLeft(change, 16), padLeft(interval, 20), padLeft(cost, 19)];
  return `${" ".repeat(indent)}${columns.join("  ")}${decision === "" ? "" : `  ${decision}`}`;
}

const partTitles: Omit<ExplainedRow, "kind"> = {
  label: "Part",
  note: "",
  baseMs: "Base (ms)",
  headMs: "Head (ms)",
  deltaMs: "Difference",
  share: "Share",
};

function partLine({ label, note, baseMs, headMs, deltaMs, share }: Omit<ExplainedRow, "kind">): string {
  const name = padRight(fitWidth(escapeTerminal(label), 52 - note.length) + note, 52);
  return `${name}  ${padLeft(baseMs, 9)}  ${padLeft(headMs, 9)}  ${padLeft(deltaMs, 11)}  ${padLeft(share, 9)}`.trimEnd();
}
