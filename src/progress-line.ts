// One line of progress for a log: which side, model and case, what phase, and how long it took.
import type { ExportProgress } from "./export/index.ts";

export function exportLine({ side, model, case: modelCase, phase, seconds }: ExportProgress): string {
  const subject = modelCase ?? model;
  const took = seconds === null ? "" : `, ${seconds.toFixed(1)} s`;
  return `export ${side}${subject === null ? "" : ` ${subject}`}: ${phase}${took}`;
}
