// The generated parts of docs/measurement.md, between their markers.
import { biasTable } from "./bias-table.ts";
import { calibrationTable } from "./calibration-table.ts";
import { PublicationError } from "./comparable-records.ts";
import { caughtTable, detectionTable } from "./detection-table.ts";
import type { Figures } from "./figures.ts";
import { gatesTable } from "./gates-table.ts";
import { inShort } from "./in-short.ts";
import { leftOutSentence } from "./left-out.ts";
import { sourcesTable } from "./sources-table.ts";
import { targetsTable } from "./targets-table.ts";
import { minuteText, percentText } from "./words.ts";

const begin = (block: string): string =>
  `<!-- pacegate:${block}:begin (written by bench/verdict/published, do not edit) -->`;
const end = (block: string): string => `<!-- pacegate:${block}:end -->`;

/** @throws PublicationError where the document has not exactly one pair of markers of each block */
export function withFigures(document: string, figures: Figures, where: string): string {
  const withSummary = withBlock(document, "in-short", inShort(figures), where);
  return withBlock(withSummary, "figures", measurementBlock(figures), where);
}

function withBlock(document: string, block: string, content: string, where: string): string {
  const [before, inside, ...more] = document.split(begin(block));
  const [, after, ...beyond] = (inside ?? "").split(end(block));
  if (before === undefined || after === undefined || more.length > 0 || beyond.length > 0) {
    throw new PublicationError({
      what: `The document has no place for the block ${block}, or more than one.`,
      where,
      remedy: `Put these two lines in once:\n${begin(block)}\n${end(block)}`,
    });
  }
  return `${before}${begin(block)}\n\n${content}\n\n${end(block)}${after}`;
}

export function measurementBlock(figures: Figures): string {
  const { machine, records, rule, thresholds } = figures;
  const gib = (machine.memoryBytes / 2 ** 30).toFixed(1);
  const leftOut = records.leftOut === 0 ? "" : ` ${records.leftOut} records of another rule or machine are left out.`;
  return [
    `${records.used} live verdicts from ${minuteText(records.from)} to ${minuteText(records.to)}, on ${machine.processor} (${machine.cores} cores, ${gib} GiB), ${machine.runtime}, with a tolerance of ${percentText(thresholds.tolerance)}, a resolution of ${percentText(thresholds.resolution)} and ${thresholds.secondsPerCell} s a cell. The rule's digest is \`${rule.slice(0, 12)}\`.${leftOut}`,
    "### What had to be reached",
    targetsTable(figures),
    "A `yes` compares the measured share with what was wanted, not its bound, which stands beside it. It needs so many verdicts that one failure would still reach the target: 100 for 99%. With fewer it is `no` where the bounds rule the target out, else `not enough data`. What was wanted was fixed before anything was measured, and every verdict that ended is in it. Slowdowns are nominal; below is what was measured of them.",
    "### All rules",
    "![Share of pairs that each rule calls slower, by how much slower they are](images/verdict.svg)",
    detectionTable(figures),
    "Shares caught are of the graphs of 0.1, 1 and 10 ms together, each by itself below; seconds are what identical pairs of 0.1 / 1 / 10 ms took. In brackets are 95% bounds, the wider end of two methods on each side. † marks those of the exact method alone: nothing or everything was hit, or there were too few blocks of minutes to resample, so how verdicts depend on each other is not in the bound. The effective n is how many replays without a launch in common would say as much as those that were made.",
    "What to read with care: +1% lies between the tolerance and tolerance plus resolution, where `regression` and `unchanged` are both right. At +10% some rules sit on their threshold (asv's factor and an alert at 110%; CodSpeed's is 11.1% more time), and what they catch there is chance. Passed means neither caught nor left undecided; the other rules know no undecided, and a rule of 200% or 25% was never meant to see 3%. A false flag of Pacegate is an identical pair called slower or faster; the other rules were asked only whether head is slower. Errors are shown by themselves: they are no trial of false flags, of what is passed or of what is inconclusive, and on a slowed pair they are not caught. In the chart a point is the mean of the three graphs, where all three were measured.",
    leftOutSentence(figures),
    details("Share caught with bounds and number of verdicts, quiet", caughtTable(figures, "quiet")),
    details("Share caught with bounds and number of verdicts, beside a busy neighbour", caughtTable(figures, "busy")),
    "Eight subgraphs are left out where base and head are separate jobs: which of them is the slowed one, and so base, differs from verdict to verdict.",
    "### Gates of many cells, simulated",
    gatesTable(figures),
    "Cells are stretches of consecutive recorded launches, judged by the rule for the mean alone with the plan's share of the error budget; in a gate with a slowdown one cell is slowed. Bounds are those of a cell, carried over to the gate. What a cell takes is the mean over pairs, each counted alike. Identical cells are no dearer in a large gate: cells share α, and `unchanged` depends on β, which they do not share.",
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
