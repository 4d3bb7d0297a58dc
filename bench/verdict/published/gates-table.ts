// The table of simulated gates of one, ten and a hundred cells.
import { markdownTable } from "markdown-table";
import { addedPercents, caughtOfGraphs, leftOutOf } from "./detection-table.ts";
import type { CellCost, Figures } from "./figures.ts";
import { costPercent } from "./simulated-gates.ts";
import { noData, percentText, rangeText, secondsText } from "./words.ts";

export function gatesTable(figures: Figures): string {
  if (figures.gates.length === 0) return noData;
  const header = [
    "cells",
    "machine",
    "α of a cell's mean",
    "gates with a false flag, by the mean alone",
    ...addedPercents.map((percent) => `+${percent}% caught`),
    "inconclusive, identical",
    "inconclusive, slowed",
    "launches, identical cell",
    "seconds, identical cell",
    `launches, cell slowed by ${costPercent}%`,
    `seconds, cell slowed by ${costPercent}%`,
  ];
  const rows = figures.gates.map(({ cells, neighbour, alpha, falseFlags, caught, inconclusive, ...gate }) => [
    String(cells),
    neighbour,
    percentOf(alpha),
    `${percentText(falseFlags.share)} (${rangeText(falseFlags)}; effective n of cells ${Math.round(falseFlags.effective)})`,
    ...addedPercents.map((percent) => caughtOfGraphs(caught, leftOutOf(figures, cells, neighbour), percent)),
    percentText(inconclusive.identical),
    inconclusive.slowed === null ? noData : percentText(inconclusive.slowed),
    ...costTexts(gate.identicalCell),
    ...(gate.slowedCell === null ? [noData, noData] : costTexts(gate.slowedCell)),
  ]);
  return markdownTable([header, ...rows], { align: header.map((_, index) => (index === 1 ? "l" : "r")) });
}

function costTexts({ launches, seconds }: CellCost): readonly [string, string] {
  return [launches.toFixed(1), secondsText(seconds)];
}

/** Of a share of hundredths of a percent, whole percents are nothing. */
function percentOf(alpha: number): string {
  return `${Number((alpha * 100).toPrecision(3))}%`;
}
