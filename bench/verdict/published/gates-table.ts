// The table of simulated gates of one, ten and a hundred cells.
import { markdownTable } from "markdown-table";
import { addedPercents, caughtOfGraphs } from "./detection-table.ts";
import type { Figures } from "./figures.ts";
import { noData, percentText, secondsText } from "./words.ts";

export function gatesTable({ gates }: Figures): string {
  if (gates.length === 0) return noData;
  const header = [
    "cells",
    "neighbour",
    "alpha of a cell",
    "gates with a false flag",
    ...addedPercents.map((percent) => `+${percent}% caught`),
    "inconclusive",
    "launches a cell",
    "seconds a cell",
  ];
  const rows = gates.map(({ cells, neighbour, alpha, falseFlags, caught, ...gate }) => [
    String(cells),
    neighbour,
    String(Number(alpha.toPrecision(3))),
    `${percentText(falseFlags.share)} (${percentText(falseFlags.lower)} to ${percentText(falseFlags.upper)})`,
    ...addedPercents.map((percent) => caughtOfGraphs(caught, percent)),
    percentText(gate.inconclusive),
    gate.launchesPerCell.toFixed(1),
    secondsText(gate.secondsPerCell),
  ]);
  return markdownTable([header, ...rows], { align: header.map((_, index) => (index === 1 ? "l" : "r")) });
}
