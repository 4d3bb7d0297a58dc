// The end of a terminal report, one line for each thing that asks nothing of the reader, machine and versions last.
import type { CellVerdict, Verdict } from "../compare/verdict.ts";
import { cellName } from "./cell-name.ts";
import { describeEvidence, type EvidentCell, evidentCells } from "./describe-evidence.ts";
import { describeMachine } from "./describe-machine.ts";
import { intervalNote } from "./describe-thresholds.ts";
import { describeVersions } from "./describe-versions.ts";
import { escapeTerminal } from "./escape-terminal.ts";
import { formatChange, formatEffect, formatInterval, formatMs, formatUsd } from "./format-number.ts";
import { type CellGroups, isMeasured } from "./group-cells.ts";
import { bulletPoint, paragraph, terminalPhrase } from "./terminal-block.ts";

/** A console scrolls: past this many lines of a kind, the JSON report is the better place. */
const maxLines = 20;

export function footerLines(verdict: Verdict, groups: CellGroups): string[] {
  return [
    ...group(
      "Inconclusive (neither passed nor failed)",
      groups.inconclusive,
      ({ outcome: { effect } }) => `${formatChange(effect.ratio)}, ${formatInterval(effect.lower, effect.upper)}`,
    ),
    ...group(
      "Measured and unchanged",
      groups.unchanged,
      ({ outcome: { head, effect } }) =>
        `${formatMs(head.msPerRun)} ms, ${formatChange(effect.ratio)}, ${formatInterval(effect.lower, effect.upper)}`,
    ),
    ...group("New", groups.fresh, ({ outcome }) => `${formatMs(outcome.head.msPerRun)} ms, nothing to compare`),
    ...byReason("Removed", groups.removed),
    ...byReason("Not measured (an optional target has no runner)", groups.missing),
    ...byReason("Skipped as unchanged", groups.skipped),
    ...group("Evidence (pairs of figures are base / head)", evidentCells(groups), evidenceWords),
    ...(verdict.cells.some(isMeasured) ? paragraph(intervalNote) : []),
    ...prices(verdict),
    ...describeMachine(verdict)
      .slice(0, maxLines)
      .flatMap((machine) => paragraph(`Machine: ${escapeTerminal(machine)}`)),
    ...versions(verdict),
  ];
}

function group<Cell extends CellVerdict>(
  title: string,
  cells: readonly Cell[],
  describe: (cell: Cell) => string,
): string[] {
  if (cells.length === 0) return [];
  const lines = cells
    .slice(0, maxLines)
    .flatMap((cell) => bulletPoint(`${terminalPhrase(cellName(cell))}: ${describe(cell)}`));
  const left = cells.length - Math.min(cells.length, maxLines);
  return [`${title}:`, ...lines, ...(left === 0 ? [] : bulletPoint(`${left} more, in the JSON report`)), ""];
}

function evidenceWords(cell: EvidentCell): string {
  const evidence = describeEvidence(cell, formatEffect);
  const { beside, smallestVisible, noiseControl, launches, pairs, seconds, dropped } = evidence;
  const { neverSteady, steadinessUnknown } = evidence;
  return [
    smallestVisible === "" ? "" : `slowdowns from ${smallestVisible} on would have shown`,
    beside,
    noiseControl === "" ? "" : `noise control ${noiseControl}`,
    `${launches} launches, ${pairs} pairs, ${seconds}`,
    `${dropped} of pairs dropped`,
    `warm-ups never steady ${neverSteady}${steadinessUnknown === "" ? "" : ` (${steadinessUnknown})`}`,
  ]
    .filter((words) => words !== "")
    .join("; ");
}

/** Most of these cells share one reason: it is said once, with the cells below it. */
function byReason(title: string, cells: readonly CellVerdict[]): string[] {
  if (cells.length === 0) return [];
  const shown = cells.slice(0, maxLines);
  const lines = [...Map.groupBy(shown, (cell) => cell.reason)].flatMap(([reason, same]) => [
    ...paragraph(`${title}: ${escapeTerminal(reason)}`),
    ...same.flatMap((cell) => bulletPoint(terminalPhrase(cellName(cell)))),
  ]);
  const left = cells.length - shown.length;
  return [...lines, ...(left === 0 ? [] : bulletPoint(`${left} more, in the JSON report`)), ""];
}

function prices(verdict: Verdict): string[] {
  return verdict.prices.slice(0, maxLines).flatMap((price) => {
    const { target, source, date } = price;
    const words = `${escapeTerminal(target)} at ${formatUsd(price.pricePerHourUsd)} an hour`;
    return paragraph(`Price: ${words} (${escapeTerminal(source)}, ${escapeTerminal(date)})`);
  });
}

function versions(verdict: Verdict): string[] {
  const words = describeVersions(verdict).slice(0, maxLines);
  return paragraph(words.map((version) => escapeTerminal(version)).join(", "));
}
