// Whether the measurement's own bias stays below the finest tolerance that a gate may have.
import { smallestTolerance } from "../../../src/config/percent.ts";
import type { BiasFigures, TargetFigures } from "./figures.ts";
import { effectText, noData } from "./words.ts";

/** Standard errors of fewer verdicts are themselves too uncertain. */
const leastVerdicts = 10;

const wantedPercent = smallestTolerance * 100;

/** What the bias may be where the measurement of it is off by as much as two errors. */
function reach({ bias }: BiasFigures): number {
  return Math.abs(bias.mean) + 2 * bias.error;
}

/** @param rows of one neighbour */
export function biasTarget(rows: readonly BiasFigures[]): Omit<TargetFigures, "neighbour"> {
  const [first, ...others] = rows;
  const named = {
    what: "identical pairs: largest bias either way, plus 2 standard errors",
    wanted: `${wantedPercent}% at most`,
    errors: 0,
  };
  if (first === undefined) return { ...named, measured: noData, bounds: "", reached: "not enough data" };
  const worst = others.reduce((most, row) => (reach(row) > reach(most) ? row : most), first);
  const { graph, variant, threads, bias } = worst;
  const pair = `${graph} ${variant}${threads === 1 ? "" : `, ${threads} threads`}`;
  return {
    ...named,
    measured: `${reach(worst).toFixed(2)}% (${pair}: ${effectText(bias)}; of ${rows.length} pairs)`,
    bounds: "",
    reached: reachedBy(rows),
  };
}

function reachedBy(rows: readonly BiasFigures[]): TargetFigures["reached"] {
  const isSurelyAbove = ({ bias, verdicts }: BiasFigures) =>
    verdicts >= leastVerdicts && Math.abs(bias.mean) - 2 * bias.error > wantedPercent;
  if (rows.some(isSurelyAbove)) return "no";
  if (rows.some(({ verdicts }) => verdicts < leastVerdicts)) return "not enough data";
  return rows.every((row) => reach(row) <= wantedPercent) ? "yes" : "no";
}
