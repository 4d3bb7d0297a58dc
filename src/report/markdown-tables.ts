// The parts of a Markdown report that are never folded: what changed, which budgets are missed, what got slower, why it failed.

import type { CellVerdict, Verdict } from "../compare/verdict.ts";
import { acceptedRow } from "./accepted-row.ts";
import { cellName } from "./cell-name.ts";
import { contributionChart } from "./contribution-chart.ts";
import { decisionName } from "./decision-name.ts";
import { decisiveFigures } from "./decisive-figures.ts";
import { describeBudget } from "./describe-budget.ts";
import { describeThresholds, intervalNote } from "./describe-thresholds.ts";
import { codeBlock, codeSpan, escapeMarkdown } from "./escape-markdown.ts";
import { explainChange } from "./explain-change.ts";
import { formatMs, formatPercent, formatUsd, formatUsdChange } from "./format-number.ts";
import { byCause, type CellGroups, type CellIn, isMeasured } from "./group-cells.ts";
import { lastLinesOf, withLastLines } from "./last-lines.ts";
import { type Column, markdownChange, markdownPhrase, tableBlock } from "./markdown-block.ts";
import type { Detail } from "./markdown-detail.ts";
import { missesBudget, openBudgetBlocks } from "./next-steps.ts";

const none = "–";

const changedColumns: readonly Column[] = [
  { title: "Cell" },
  { title: "Base ms", align: "right" },
  { title: "Head ms", align: "right" },
  { title: "Change [interval]", align: "right" },
  { title: "$ per million items", align: "right" },
  { title: "Decision" },
];

export function changedTable(verdict: Verdict, groups: CellGroups, detail: Detail): string[] {
  if (groups.changed.length === 0) return [];
  const causes = byCause(groups.changed);
  if (!groups.changed.some(isMeasured)) {
    const table = tableBlock([{ title: "Cell" }, { title: "Why" }], causes, detail.changedRows, (alike) => [
      names(alike, detail),
      decision(alike[0], detail),
    ]);
    return ["### What blocks", table];
  }
  const table = tableBlock(changedColumns, causes, detail.changedRows, (alike) => [
    names(alike, detail),
    ...figures(alike[0]),
    decision(alike[0], detail),
  ]);
  return ["### What changed", table, legend(verdict, groups)];
}

function names(cells: readonly CellVerdict[], detail: Detail): string {
  const named = cells.slice(0, detail.named).map((cell) => markdownPhrase(cellName(cell), detail));
  const left = cells.length - named.length;
  return `${named.join(", ")}${left === 0 ? "" : ` and ${left} more`}`;
}

/** Those that are missed, and those that block since they could not be decided. */
export function blockingBudgetTables(verdict: Verdict, detail: Detail): string[] {
  return [
    ...budgetTable("### Budgets missed", "missed", verdict.cells.filter(missesBudget), detail),
    ...budgetTable(
      "### Budgets that could not be decided",
      "undecided",
      verdict.cells.filter(openBudgetBlocks),
      detail,
    ),
  ];
}

function budgetTable(
  title: string,
  decision: CellVerdict["budgets"][number]["decision"],
  cells: readonly CellVerdict[],
  detail: Detail,
): string[] {
  const shown = cells.flatMap((cell) =>
    cell.budgets.filter((budget) => budget.decision === decision).map((budget) => ({ cell, budget })),
  );
  if (shown.length === 0) return [];
  const table = tableBlock(budgetColumns, shown, detail.changedRows, ({ cell, budget }) => {
    const { metric, limit, actual } = describeBudget(budget);
    return [markdownPhrase(cellName(cell), detail), metric, limit, actual];
  });
  return [title, table];
}

export const budgetColumns: readonly Column[] = [
  { title: "Cell" },
  { title: "Budget" },
  { title: "Limit", align: "right" },
  { title: "Actual", align: "right" },
];

export function acceptedTable(groups: CellGroups, detail: Detail): string[] {
  if (groups.accepted.length === 0) return [];
  const columns: readonly Column[] = [
    { title: "Cell" },
    { title: "What" },
    { title: "By" },
    { title: "Why" },
    { title: "Until" },
  ];
  const table = tableBlock(columns, groups.accepted, detail.changedRows, (cell) => {
    const { change, by, reason, until } = acceptedRow(cell);
    return [
      markdownPhrase(cellName(cell), detail),
      change,
      escapeMarkdown(by, detail.nameLength),
      escapeMarkdown(reason, detail.textLength),
      until,
    ];
  });
  return ["### Accepted", table];
}

/** @param chart whether the worst one gets a drawing beside its table */
export function slowerSections(groups: CellGroups, detail: Detail, chart: boolean): string[] {
  const explained = groups.regressions.slice(0, detail.explained);
  if (explained.length === 0) return [];
  const left = groups.regressions.length - explained.length;
  return [
    "### What got slower",
    ...explained.flatMap((cell, index) => slowerSection(cell, detail, chart && index === 0)),
    ...(left === 0 ? [] : [`${left} more regressions left out to fit; the JSON report explains all of them.`]),
  ];
}

export function stderrSections(groups: CellGroups, detail: Detail): string[] {
  return withLastLines(groups)
    .slice(0, detail.stderrCells)
    .flatMap((cell) => {
      const tail = cell.outcome.stderrTail.slice(-detail.stderrLines);
      return [`${lastLinesOf(cell)} ${markdownPhrase(cellName(cell), detail)}:`, codeBlock(tail, detail.textLength)];
    });
}

/** Base ms, head ms, change with its interval, dollars. */
function figures(cell: CellVerdict): string[] {
  const { outcome } = cell;
  switch (outcome.state) {
    case "measured": {
      const { baseMs, headMs, effect, mark } = decisiveFigures(outcome);
      return [
        formatMs(baseMs),
        formatMs(headMs),
        `${mark}${markdownChange(effect)}`,
        formatUsdChange(outcome.base.usdPerMillionItems, outcome.head.usdPerMillionItems, "→"),
      ];
    }
    case "new":
      return [none, formatMs(outcome.head.msPerRun), none, formatUsd(outcome.head.usdPerMillionItems)];
    case "unchanged-skipped":
    case "removed":
    case "incomparable":
    case "failed":
      return [none, none, none, none];
  }
}

function decision(cell: CellVerdict, detail: Detail): string {
  const name = decisionName(cell);
  // The figures of a measured cell say it better than its reason.
  if (isMeasured(cell)) return cell.outcome.decision === "regression" ? `**${name}**` : name;
  return `**${name}**: ${escapeMarkdown(cell.reason, detail.textLength)}`;
}

function legend(verdict: Verdict, groups: CellGroups): string {
  const levels = [...new Set(groups.changed.filter(isMeasured).map((cell) => cell.outcome.effect.level))].sort();
  const [lowest, highest] = [levels[0] ?? 0, levels.at(-1) ?? 0];
  const confidence =
    lowest === highest ? formatPercent(lowest) : `${formatPercent(lowest)} to ${formatPercent(highest)}`;
  return (
    `Milliseconds are medians of one run; the change is head over base, with its interval at ${confidence} confidence. ` +
    `${describeThresholds(verdict)} ${intervalNote}`
  );
}

const partColumns: readonly Column[] = [
  { title: "Part" },
  { title: "Base ms", align: "right" },
  { title: "Head ms", align: "right" },
  { title: "Difference ms", align: "right" },
  { title: "Share", align: "right" },
];

function slowerSection(cell: CellIn<"measured">, detail: Detail, chart: boolean): string[] {
  const name = markdownPhrase(cellName(cell), detail);
  const rows = explainChange(cell, detail.parts);
  const reason = `${name}: ${escapeMarkdown(cell.reason, detail.textLength)}`;
  if (rows.length === 0) return [reason];
  const table = tableBlock(partColumns, rows, Number.POSITIVE_INFINITY, (row) => {
    const label = row.kind === "part" ? codeSpan(row.label, detail.nameLength) : row.label;
    return [label + row.note, row.baseMs, row.headMs, row.deltaMs, row.share];
  });
  const drawing = chart ? contributionChart(cell) : null;
  return [reason, ...(drawing === null ? [] : [drawing]), table];
}
