// The table of calibrations: how far the nominal slowdowns are from what was measured, by two ways of reckoning.
import { markdownTable } from "markdown-table";
import type { Figures } from "./figures.ts";
import { estimateText, noData } from "./words.ts";

export function calibrationTable({ calibration }: Figures): string {
  if (calibration === null) return "The records came without their calibration.";
  if (calibration.length === 0) return noData;
  const header = [
    "slowed graph",
    "nominal",
    "columns added to a matrix",
    "launches",
    "slowed graph, by Pacegate's estimate",
    "whole pass, by Pacegate's estimate",
    "whole pass, by plain sums",
    "near enough",
  ];
  const rows = calibration.map(({ graph, nominalPercent, columns, launches, reached, ...percents }) => [
    graph === "eight subgraphs" ? "one of eight subgraphs" : graph,
    `+${nominalPercent}%`,
    String(columns),
    String(launches),
    estimateText(percents.percent),
    estimateText(percents.totalPercent),
    estimateText(percents.plainTotalPercent),
    reached ? "yes" : "no",
  ]);
  return markdownTable([header, ...rows], { align: header.map((_, index) => (index === 0 ? "l" : "r")) });
}
