// Names the work that a cell measures, so that the same work is known again in a later verdict.
import { documentDigest } from "../document/document-digest.ts";
import type { PlannedCell } from "../plan/bench-plan.ts";

/** Subgraphs are named by what they compute and by their weights. Null for local python, whose code the plan does not hold. */
export function workDigest(cell: PlannedCell): string | null {
  if (cell.action !== "measure" && cell.action !== "measure-new") return null;
  const { work } = cell;
  if (work.kind !== "graph") return null;
  const side = (pass: typeof work.base) => (pass === null ? null : { runs: pass.runs, calls: pass.calls });
  return documentDigest({ base: side(work.base), head: side(work.head), threads: cell.threads });
}
