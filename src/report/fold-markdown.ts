// The folded parts of a Markdown report: what did not change, what was not measured, prices, evidence, machine and versions.
import type { CellVerdict, Verdict } from "../compare/verdict.ts";
import { cellName } from "./cell-name.ts";
import { decisionName } from "./decision-name.ts";
import { describeBudget } from "./describe-budget.ts";
import { describeEvidence, evidentCells } from "./describe-evidence.ts";
import { describeMachine } from "./describe-machine.ts";
import { describeVersions } from "./describe-versions.ts";
import { codeSpan, escapeMarkdown } from "./escape-markdown.ts";
import { formatMs, formatUsd, formatUsdChange } from "./format-number.ts";
import type { CellGroups, CellIn } from "./group-cells.ts";
import { type Column, foldBlock, listBlock, markdownChange, markdownPhrase, tableBlock } from "./markdown-block.ts";
import type { Detail } from "./markdown-detail.ts";
import { budgetColumns } from "./markdown-tables.ts";
import { openBudgetBlocks } from "./next-steps.ts";

interface Fold {
  /** Follows the count in the summary line: `unchanged`. */
  readonly title: string;
  readonly count: number;
  readonly table: (maxRows: number) => string;
}

function fold<Item>(
  title: string,
  columns: readonly Column[],
  items: readonly Item[],
  row: (item: Item) => readonly string[],
): Fold {
  return { title, count: items.length, table: (maxRows) => tableBlock(columns, items, maxRows, row) };
}

export function foldedSections(verdict: Verdict, groups: CellGroups, detail: Detail): string[] {
  const folds = [
    inconclusiveFold(groups.inconclusive, detail),
    unchangedFold(groups.unchanged, detail),
    freshFold(groups.fresh, detail),
    reasonFold("removed", groups.removed, detail),
    reasonFold("not measured: an optional target has no runner", groups.missing, detail),
    reasonFold("skipped as unchanged", groups.skipped, detail),
    budgetFold(
      "budgets not decided",
      "undecided",
      verdict.cells.filter((cell) => !openBudgetBlocks(cell)),
      detail,
    ),
    budgetFold("budgets met", "met", verdict.cells, detail),
    priceFold(verdict, detail),
    evidenceFold(groups, detail),
  ].filter(({ count }) => count > 0);
  if (detail.foldedRows === 0) {
    const names = folds.map(({ count, title }) => `${count} ${title}`).join(", ");
    return folds.length === 0 ? [] : [`Left out to fit: ${names}; the JSON report has all of it.`];
  }
  return [
    ...folds.map(({ count, title, table }) => foldBlock(`${count} ${title}`, table(detail.foldedRows))),
    foldBlock("Machine and versions", machineAndVersions(verdict, detail)),
  ];
}

function inconclusiveFold(cells: readonly CellIn<"measured">[], detail: Detail): Fold {
  return fold(
    "inconclusive: neither passed nor failed",
    [{ title: "Cell" }, { title: "Change [interval]", align: "right" }, { title: "Why" }],
    cells,
    (cell) => [name(cell, detail), markdownChange(cell.outcome.effect), escapeMarkdown(cell.reason, detail.textLength)],
  );
}

function unchangedFold(cells: readonly CellIn<"measured">[], detail: Detail): Fold {
  return fold(
    "measured and unchanged",
    [
      { title: "Cell" },
      { title: "Base ms", align: "right" },
      { title: "Head ms", align: "right" },
      { title: "Change [interval]", align: "right" },
      { title: "$ per million items", align: "right" },
    ],
    cells,
    (cell) => [
      name(cell, detail),
      formatMs(cell.outcome.base.msPerRun),
      formatMs(cell.outcome.head.msPerRun),
      markdownChange(cell.outcome.effect),
      formatUsdChange(cell.outcome.base.usdPerMillionItems, cell.outcome.head.usdPerMillionItems, "→"),
    ],
  );
}

function freshFold(cells: readonly CellIn<"new">[], detail: Detail): Fold {
  return fold(
    "new: measured, with nothing to compare",
    [
      { title: "Cell" },
      { title: "Head ms", align: "right" },
      { title: "$ per million items", align: "right" },
      { title: "Why" },
    ],
    cells,
    (cell) => [
      name(cell, detail),
      formatMs(cell.outcome.head.msPerRun),
      formatUsd(cell.outcome.head.usdPerMillionItems),
      escapeMarkdown(cell.reason, detail.textLength),
    ],
  );
}

function reasonFold(title: string, cells: readonly CellVerdict[], detail: Detail): Fold {
  return fold(title, [{ title: "Cell" }, { title: "Why" }], cells, (cell) => [
    name(cell, detail),
    escapeMarkdown(cell.reason, detail.textLength),
  ]);
}

function budgetFold(
  title: string,
  decision: CellVerdict["budgets"][number]["decision"],
  cells: readonly CellVerdict[],
  detail: Detail,
): Fold {
  const shown = cells.flatMap((cell) =>
    cell.budgets.filter((budget) => budget.decision === decision).map((budget) => ({ cell, budget })),
  );
  return fold(title, budgetColumns, shown, ({ cell, budget }) => {
    const { metric, limit, actual } = describeBudget(budget);
    return [name(cell, detail), metric, limit, actual];
  });
}

function priceFold({ prices }: Verdict, detail: Detail): Fold {
  const columns: readonly Column[] = [
    { title: "Target" },
    { title: "$ per hour", align: "right" },
    { title: "Source" },
    { title: "Date" },
  ];
  return fold(prices.length === 1 ? "price" : "prices", columns, prices, (price) => [
    codeSpan(price.target, detail.nameLength),
    formatUsd(price.pricePerHourUsd),
    escapeMarkdown(price.source, detail.textLength),
    escapeMarkdown(price.date, detail.textLength),
  ]);
}

/** What is in no table above: the changes themselves are. */
function evidenceFold(groups: CellGroups, detail: Detail): Fold {
  const cells = evidentCells(groups);
  const columns: readonly Column[] = [
    { title: "Cell" },
    { title: "Decision" },
    { title: "Also judged [interval]", align: "right" },
    { title: "Smallest visible slowdown", align: "right" },
    { title: "Noise control" },
    { title: "Launches", align: "right" },
    { title: "Pairs", align: "right" },
    { title: "Time", align: "right" },
    { title: "Pairs dropped, base / head", align: "right" },
    { title: "Warm-ups never steady, base / head", align: "right" },
  ];
  const title = cells.length === 1 ? "cell measured: evidence" : "cells measured: evidence";
  return fold(title, columns, cells, (cell) => {
    const evidence = describeEvidence(cell, markdownChange);
    const { beside, smallestVisible, noiseControl, launches, pairs, seconds, dropped, neverSteady } = evidence;
    const comparison = [beside, smallestVisible, noiseControl].map((words) => (words === "" ? "–" : words));
    const unknown = evidence.steadinessUnknown === "" ? "" : ` (${evidence.steadinessUnknown})`;
    const effort = [launches, pairs, seconds, dropped, neverSteady + unknown];
    return [name(cell, detail), decisionName(cell), ...comparison, ...effort];
  });
}

function machineAndVersions(verdict: Verdict, detail: Detail): string {
  const machines = describeMachine(verdict).slice(0, detail.foldedRows);
  return listBlock([
    ...machines.map((machine) => escapeMarkdown(machine, detail.textLength)),
    ...describeVersions(verdict)
      .slice(0, detail.foldedRows)
      .map((version) => escapeMarkdown(version, detail.textLength)),
  ]);
}

function name(cell: CellVerdict, detail: Detail): string {
  return markdownPhrase(cellName(cell), detail);
}
