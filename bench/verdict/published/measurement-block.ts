// The generated part of docs/measurement.md, between its markers.
import { biasTable } from "./bias-table.ts";
import { calibrationTable } from "./calibration-table.ts";
import { PublicationError } from "./comparable-records.ts";
import { caughtTable, detectionTable } from "./detection-table.ts";
import type { Figures } from "./figures.ts";
import { gatesTable } from "./gates-table.ts";
import { leftOutSentence } from "./left-out.ts";
import { sourcesTable } from "./sources-table.ts";
import { targetsTable } from "./targets-table.ts";
import { percentText } from "./words.ts";

const begin = "<!-- pacegate:figures:begin (written by bench/verdict/published, do not edit) -->";
const end = "<!-- pacegate:figures:end -->";

/** @throws PublicationError where the document has not exactly one pair of markers */
export function withFigures(document: string, figures: Figures, where: string): string {
  const [before, inside, ...more] = document.split(begin);
  const [, after, ...beyond] = (inside ?? "").split(end);
  if (before === undefined || after === undefined || more.length > 0 || beyond.length > 0) {
    throw new PublicationError({
      what: "The document has no place for the figures, or more than one.",
      where,
      remedy: `Put these two lines in once:\n${begin}\n${end}`,
    });
  }
  return `${before}${begin}\n\n${measurementBlock(figures)}\n\n${end}${after}`;
}

export function measurementBlock(figures: Figures): string {
  const { machine, records, rule, thresholds } = figures;
  const gib = (machine.memoryBytes / 2 ** 30).toFixed(1);
  const leftOut = records.leftOut === 0 ? "" : ` ${records.leftOut} records of another rule or machine are left out.`;
  return [
    `${records.used} live verdicts from ${records.from} to ${records.to}, on ${machine.processor} (${machine.cores} cores, ${gib} GiB), ${machine.runtime}, with a tolerance of ${percentText(thresholds.tolerance)}, a resolution of ${percentText(thresholds.resolution)} and ${thresholds.secondsPerCell} s a cell. The rule's digest is \`${rule.slice(0, 12)}\`.${leftOut}`,
    "### What had to be reached",
    targetsTable(figures),
    "A target is reached by the share that was measured; its bounds stand beside it. For a yes there must be so many verdicts that one that fails would not be too many already: 100 for 99%. With fewer it is a no where the bounds rule a yes out. Slowdowns are nominal; below is what was measured of them.",
    "### All rules",
    "![Share of pairs that each rule calls slower, by how much slower they are](images/verdict.svg)",
    detectionTable(figures),
    "Columns of slowdowns hold the share caught in whole percent, those of seconds what identical pairs took; both in graphs of 0.1 / 1 / 10 ms. In brackets are 95% bounds, the wider end of two methods on each side. † marks those of the exact method alone: nothing or everything was hit, or there were too few blocks of minutes to resample, so how verdicts depend on each other is not in the bound. Of replays that have launches in common it says how many without any would be as good. Errors are shown by themselves: they are no trial of false flags, of what is called unchanged or of what is inconclusive, and on a slowed pair they are not caught. A false flag of Pacegate is an identical pair called slower or faster; the other rules were asked only whether head is slower, and what they do not flag counts as passed as unchanged. In the chart a point is the mean of the three graphs, where all three were measured.",
    leftOutSentence(figures),
    details("Share caught with bounds and number of verdicts, quiet", caughtTable(figures, "quiet")),
    details("Share caught with bounds and number of verdicts, beside a busy neighbour", caughtTable(figures, "busy")),
    "Eight subgraphs are left out where base and head are separate jobs: which of them is the slowed one, and so base, differs from verdict to verdict.",
    "### Gates of many cells, simulated",
    gatesTable(figures),
    "Cells are stretches of consecutive recorded launches, judged by the rule for the mean alone with the plan's share of the error budget; in a gate with a slowdown one cell is slowed. Bounds are those of a cell, carried over to the gate. What a cell costs is of identical pairs, each pair counted alike.",
    "### The nominal slowdowns",
    calibrationTable(figures),
    "In percent with standard errors, by long duets on the quiet machine. Plain sums are of all passes, stalls included.",
    "### Bias",
    biasTable(figures),
    "In percent of log(head/base), with the standard error over verdicts or that of resampled blocks of minutes, whichever is larger. The last two columns are the first side over the second.",
    "### The rules and their sources",
    sourcesTable(figures),
  ].join("\n\n");
}

function details(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}
