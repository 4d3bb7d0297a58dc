// The folded parts of a Markdown report: what did not change, what was not measured, prices, effort, machine and versions.
import type { CellVerdict, Verdict } from "../compare/verdict.ts";
import { cellName } from "./cell-name.ts";
import { describeBudget } from "./describe-budget.ts";
import { describeMachine } from "./describe-machine.ts";
import { describeVersions } from "./describe-versions.ts";
import { codeSpan, escapeMarkdown } from "./escape-markdown.ts";
import { formatMs, formatPercent, formatSeconds, formatUsd, formatUsdChange } from "./format-number.ts";
import type { CellGroups, CellIn } from "./group-cells.ts";
import { type Column, foldBlock, listBlock, markdownChange, markdownPhrase, tableBlock } from "./markdown-block.ts";
import type { Detail } from "./markdown-detail.ts";

interface Fold {
  /** Follows the count in the summary line: `unchanged`. */
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

export function foldedSections(verdict: Verdict, groups: CellGroups, detail: Detail): string[] {
  const folds = [
    inconclusiveFold(groups.inconclusive, detail),
    unchangedFold(groups.unchanged, detail),
    freshFold(groups.fresh, detail),
    reasonFold("removed", groups.removed, detail),
    reasonFold("skipped as unchanged", groups.skipped, detail),
    metBudgetFold(verdict, detail),
    priceFold(verdict, detail),
    effortFold(verdict, detail),
  ].filter((fold) => fold.rows.length > 0);
  if (detail.foldedRows === 0) {
    const names = folds.map((fold) => `${fold.rows.length} ${fold.title}`).join(", ");
    return folds.length === 0 ? [] : [`Left out to fit: ${names}; the JSON report has all of it.`];
  }
  return [
    ...folds.map((fold) =>
      foldBlock(`${fold.rows.length} ${fold.title}`, tableBlock(fold.columns, fold.rows, detail.foldedRows)),
    ),
    foldBlock("Machine and versions", machineAndVersions(verdict, detail)),
  ];
}

function inconclusiveFold(cells: readonly CellIn<"measured">[], detail: Detail): Fold {
  return {
    title: "inconclusive: neither passed nor failed",
    columns: [
      { title: "Cell" },
      { title: "Change [interval]", align: "right" },
      { title: "Smallest change it could have seen", align: "right" },
      { title: "Why" },
    ],
    rows: cells.map((cell) => [
      name(cell, detail),
      markdownChange(cell.outcome.effect),
      `±${formatPercent(Number(((cell.outcome.effect.upper - cell.outcome.effect.lower) / 2).toFixed(3)))}`,
      escapeMarkdown(cell.reason, detail.textLength),
    ]),
  };
}

function unchangedFold(cells: readonly CellIn<"measured">[], detail: Detail): Fold {
  return {
    title: "measured and unchanged",
    columns: [
      { title: "Cell" },
      { title: "Base ms", align: "right" },
      { title: "Head ms", align: "right" },
      { title: "Change [interval]", align: "right" },
      { title: "$ per million items", align: "right" },
    ],
    rows: cells.map((cell) => [
      name(cell, detail),
      formatMs(cell.outcome.base.msPerRun),
      formatMs(cell.outcome.head.msPerRun),
      markdownChange(cell.outcome.effect),
      formatUsdChange(cell.outcome.base.usdPerMillionItems, cell.outcome.head.usdPerMillionItems, "→"),
    ]),
  };
}

function freshFold(cells: readonly CellIn<"new">[], detail: Detail): Fold {
  return {
    title: "new: measured, with nothing to compare",
    columns: [
      { title: "Cell" },
      { title: "Head ms", align: "right" },
      { title: "$ per million items", align: "right" },
      { title: "Why" },
    ],
    rows: cells.map((cell) => [
      name(cell, detail),
      formatMs(cell.outcome.head.msPerRun),
      formatUsd(cell.outcome.head.usdPerMillionItems),
      escapeMarkdown(cell.reason, detail.textLength),
    ]),
  };
}

function reasonFold(title: string, cells: readonly CellVerdict[], detail: Detail): Fold {
  return {
    title,
    columns: [{ title: "Cell" }, { title: "Why" }],
    rows: cells.map((cell) => [name(cell, detail), escapeMarkdown(cell.reason, detail.textLength)]),
  };
}

function metBudgetFold(verdict: Verdict, detail: Detail): Fold {
  return {
    title: "budgets met",
    columns: [
      { title: "Cell" },
      { title: "Budget" },
      { title: "Limit", align: "right" },
      { title: "Actual", align: "right" },
    ],
    rows: verdict.cells.flatMap((cell) =>
      cell.budgets
        .filter((budget) => budget.met)
        .map(describeBudget)
        .map((budget) => [name(cell, detail), budget.metric, budget.limit, budget.actual]),
    ),
  };
}

function priceFold(verdict: Verdict, detail: Detail): Fold {
  return {
    title: verdict.prices.length === 1 ? "price" : "prices",
    columns: [{ title: "Target" }, { title: "$ per hour", align: "right" }, { title: "Source" }, { title: "Date" }],
    rows: verdict.prices.map((price) => [
      codeSpan(price.target, detail.nameLength),
      formatUsd(price.pricePerHourUsd),
      escapeMarkdown(price.source, detail.textLength),
      escapeMarkdown(price.date, detail.textLength),
    ]),
  };
}

function effortFold(verdict: Verdict, detail: Detail): Fold {
  const rows = verdict.cells.flatMap((cell) => {
    if (cell.outcome.state !== "measured" && cell.outcome.state !== "new") return [];
    const { effort } = cell.outcome;
    const dropped = [effort.droppedShareBase, effort.droppedShareHead].map(formatPercent).join(" / ");
    return [[name(cell, detail), `${effort.launches}`, `${effort.pairs}`, formatSeconds(effort.seconds), dropped]];
  });
  return {
    title: rows.length === 1 ? "cell measured: effort" : "cells measured: effort",
    columns: [
      { title: "Cell" },
      { title: "Launches", align: "right" },
      { title: "Pairs", align: "right" },
      { title: "Time", align: "right" },
      { title: "Outliers dropped, base / head", align: "right" },
    ],
    rows,
  };
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
