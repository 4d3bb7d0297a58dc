// What the figures of a cell rest on, in words that every report shares: what the tables of changes do not show.
import type { CellVerdict, Effect, NoiseControl } from "../compare/verdict.ts";
import { besideFigures } from "./decisive-figures.ts";
import { formatPercent, formatSeconds, formatSignedPercent } from "./format-number.ts";
import { type CellGroups, type CellIn, isMeasured } from "./group-cells.ts";

export type EvidentCell = CellIn<"measured"> | CellIn<"new">;

/** Empty where there is nothing of the kind, as in a cell that head alone has. */
export interface Evidence {
  /** The change that did not decide and was judged too: of the 95th percentile, or of the mean where that failed. */
  readonly beside: string;
  readonly smallestVisible: string;
  readonly noiseControl: string;
  readonly launches: string;
  readonly pairs: string;
  readonly seconds: string;
  /** Of base, then of head, as the two below. */
  readonly dropped: string;
  readonly neverSteady: string;
  /** Empty where it is known of all. */
  readonly steadinessUnknown: string;
}

/** Whatever has been measured, worst first: what a short report leaves out is what nobody doubts. */
export function evidentCells(groups: CellGroups): readonly EvidentCell[] {
  const { changed, accepted, inconclusive, unchanged, fresh } = groups;
  // One that is unchanged and misses a budget is in two groups.
  return [...new Set<CellVerdict>([...changed, ...accepted, ...inconclusive, ...unchanged, ...fresh])].filter(
    isEvident,
  );
}

/** @param change the words for an effect with its interval */
export function describeEvidence({ outcome }: EvidentCell, change: (effect: Effect) => string): Evidence {
  const { launches, pairs, seconds, instances, ...effort } = outcome.effort;
  const hasBase = outcome.state === "measured";
  const both = (base: string, head: string) => (hasBase ? `${base} / ${head}` : head);
  const unknown = effort.steadinessUnknownBase + effort.steadinessUnknownHead;
  return {
    ...(hasBase ? comparisonWords(outcome, change) : { beside: "", smallestVisible: "", noiseControl: "" }),
    launches: `${launches}`,
    pairs: `${pairs}`,
    seconds: formatSeconds(seconds),
    dropped: both(formatPercent(effort.droppedShareBase), formatPercent(effort.droppedShareHead)),
    neverSteady: `${both(`${effort.neverSteadyBase}`, `${effort.neverSteadyHead}`)} of ${instances}`,
    steadinessUnknown:
      unknown === 0 ? "" : `${both(`${effort.steadinessUnknownBase}`, `${effort.steadinessUnknownHead}`)} not known`,
  };
}

function comparisonWords(
  outcome: CellIn<"measured">["outcome"],
  change: (effect: Effect) => string,
): Pick<Evidence, "beside" | "smallestVisible" | "noiseControl"> {
  const beside = besideFigures(outcome);
  return {
    beside: beside === null ? "" : `${beside.mark}${change(beside.effect)}`,
    smallestVisible: formatSignedPercent(outcome.smallestVisible),
    noiseControl: controlWords(outcome.noiseControl, change),
  };
}

function controlWords(control: NoiseControl, change: (effect: Effect) => string): string {
  switch (control.state) {
    case "absent":
      return "none";
    case "calm":
      return "calm";
    case "moved":
      return `moved ${change(control.effect)}: without that ${control.holds ? "the same" : "another"} decision`;
  }
}

function isEvident(cell: CellVerdict): cell is EvidentCell {
  return isMeasured(cell) || cell.outcome.state === "new";
}
