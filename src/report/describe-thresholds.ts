// What tolerance and resolution promise, in one line for every report.
import type { Verdict } from "../compare/verdict.ts";
import { formatPercent } from "./format-number.ts";

export function describeThresholds({ tolerance, resolution }: Verdict): string {
  const excluded = formatPercent(tolerance + resolution);
  return `A change below ${formatPercent(tolerance)} never fails; unchanged means that one of ${excluded} is ruled out.`;
}
