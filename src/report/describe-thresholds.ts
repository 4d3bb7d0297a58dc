// What tolerance and resolution promise, and why intervals are wide, each in one line for every report.
import type { Verdict } from "../compare/verdict.ts";
import { formatPercent } from "./format-number.ts";

export const intervalNote =
  "Intervals are wide on purpose: they allow for stopping as soon as it is safe, and for many cells.";

export function describeThresholds({ tolerance, resolution }: Verdict): string {
  const excluded = formatPercent(tolerance + resolution);
  return `A change below ${formatPercent(tolerance)} never fails; unchanged means that one of ${excluded} is ruled out.`;
}
