// The parts of a Markdown report that are never folded: what changed, which budgets are missed, what got slower, why it failed.
import type { CellVerdict, Verdict } from "../compare/verdict.ts";
import { cellName } from "./cell-name.ts";
import { decisionName } from "./decision-name.ts";
import { describeBudget } from "./describe-budget.ts";
import { describeThresholds } from "./describe-thresholds.ts";
import { codeBlock, codeSpan, escapeMarkdown } from "./escape-markdown.ts";
import { explainChange } from "./explain-change.ts";
import { formatMs, formatPercent, formatUsd, formatUsdChange } from "./format-number.ts";
import type { CellGroups, CellIn } from "./group-cells.ts";
import { type Column, markdownChange, markdownPhrase, tableBlock } from "./markdown-block.ts";
import type { Detail } from "./markdown-detail.ts";

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
  const rows = groups.changed.map((cell) => [
    markdownPhrase(cellName(cell), detail),
    ...figures(cell),
    decision(cell, detail),
  ]);
  const table = tableBlock(changedColumns, rows, detail.changedRows);
  return ["### What changed", table, ...(groups.changed.some(isMeasured) ? [legend(verdict, groups)] : [])];
}

export function missedBudgetTable(verdict: Verdict, detail: Detail): string[] {
  const rows = verdict.cells.flatMap((cell) =>
    cell.budgets
      .filter((budget) => !budget.met)
      .map(describeBudget)
      .map((budget) => [markdownPhrase(cellName(cell), detail), budget.metric, budget.limit, budget.actual]),
  );
  if (rows.length === 0) return [];
  const columns: readonly Column[] = [
    { title: "Cell" },
    { title: "Budget" },
    { title: "Limit", align: "right" },
    { title: "Actual", align: "right" },
  ];
  return ["### Budgets missed", tableBlock(columns, rows, detail.changedRows)];
}

export function slowerSections(groups: CellGroups, detail: Detail): string[] {
  const explained = groups.regressions.slice(0, detail.explained);
  if (explained.length === 0) return [];
  const left = groups.regressions.length - explained.length;
  return [
    "### What got slower",
    ...explained.flatMap((cell) => slowerSection(cell, detail)),
    ...(left === 0 ? [] : [`${left} more regressions left out to fit; the JSON report explains all of them.`]),
  ];
}

export function stderrSections(groups: CellGroups, detail: Detail): string[] {
  const withTail = groups.failed.filter((cell) => cell.outcome.stderrTail.length > 0);
  return withTail.slice(0, detail.stderrCells).flatMap((cell) => {
    const tail = cell.outcome.stderrTail.slice(-detail.stderrLines);
    return [`Last lines of stderr of ${markdownPhrase(cellName(cell), detail)}:`, codeBlock(tail, detail.textLength)];
  });
}

/** Base ms, head ms, change with its interval, dollars. */
function figures(cell: CellVerdict): string[] {
  const { outcome } = cell;
  switch (outcome.state) {
    case "measured":
      return [
        formatMs(outcome.base.msPerRun),
        formatMs(outcome.head.msPerRun),
        markdownChange(outcome.effect),
        formatUsdChange(outcome.base.usdPerMillionItems, outcome.head.usdPerMillionItems, "→"),
      ];
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
    describeThresholds(verdict)
  );
}

const partColumns: readonly Column[] = [
  { title: "Part" },
  { title: "Base ms", align: "right" },
  { title: "Head ms", align: "right" },
  { title: "Difference ms", align: "right" },
  { title: "Share", align: "right" },
];

function slowerSection(cell: CellIn<"measured">, detail: Detail): string[] {
  const name = markdownPhrase(cellName(cell), detail);
  const rows = explainChange(cell, detail.parts);
  const reason = `${name}: ${escapeMarkdown(cell.reason, detail.textLength)}`;
  if (rows.length === 0) return [reason];
  const lines = rows.map((row) => {
    const label = row.kind === "part" ? codeSpan(row.label, detail.nameLength) : row.label;
    return [label + row.note, row.baseMs, row.headMs, row.deltaMs, row.share];
  });
  return [reason, tableBlock(partColumns, lines, Number.POSITIVE_INFINITY)];
}

function isMeasured(cell: CellVerdict): cell is CellIn<"measured"> {
  return cell.outcome.state === "measured";
}
