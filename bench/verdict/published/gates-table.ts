// The table of simulated gates of one, ten and a hundred cells.
import { markdownTable } from "markdown-table";
import { addedPercents, caughtOfGraphs, leftOutOf } from "./detection-table.ts";
import type { Figures } from "./figures.ts";
import { noData, percentText, rangeText, secondsText } from "./words.ts";

export function gatesTable(figures: Figures): string {
  if (figures.gates.length === 0) return noData;
  const header = [
    "cells",
    "neighbour",
    "alpha of a cell's mean",
    "gates with a false flag, by the mean alone",
    ...addedPercents.map((percent) => `+${percent}% caught`),
    "inconclusive, identical",
    "inconclusive, slowed",
    "launches an identical cell",
    "seconds an identical cell",
  ];
  const rows = figures.gates.map(({ cells, neighbour, alpha, falseFlags, caught, inconclusive, ...gate }) => [
    String(cells),
    neighbour,
    String(Number(alpha.toPrecision(3))),
    `${percentText(falseFlags.share)} (${rangeText(falseFlags)}; cells as good as ${Math.round(falseFlags.effective)})`,
    ...addedPercents.map((percent) => caughtOfGraphs(caught, leftOutOf(figures, cells, neighbour), percent)),
    percentText(inconclusive.identical),
    inconclusive.slowed === null ? noData : percentText(inconclusive.slowed),
    gate.launchesPerCell.toFixed(1),
    secondsText(gate.secondsPerCell),
  ]);
  return markdownTable([header, ...rows], { align: header.map((_, index) => (index === 1 ? "l" : "r")) });
}
