// Names the work of each side of a cell, so that a launch can say which side it really loaded, and a reader check it.
import { documentDigest } from "../document/document-digest.ts";
import type { MeasuredCellPlan, Pass } from "../plan/bench-plan.ts";

export interface SideDigests {
  /** Null where head is measured alone. */
  readonly base: string | null;
  readonly head: string;
}

/** sha256 of the pass as the plan has it: the bundle, its calls and how often each is made. */
export function passDigest(pass: Pass): string {
  return documentDigest({ kind: "graph", pass });
}

/** Local python has no pass in the plan: the side is its bundle, which holds the code's fingerprint, and the case. */
export function localPythonDigest(bundle: string, caseId: string): string {
  return documentDigest({ kind: "local-python", bundle, case: caseId });
}

/**
 * What every launch of the cell has to carry as its `sides`.
 * @param bundles digests of the plan's bundles
 */
export function sideDigests(
  { action, work, case: caseId }: MeasuredCellPlan,
  bundles: { readonly base: string | null; readonly head: string },
): SideDigests {
  const compared = action === "measure";
  if (work.kind === "graph") {
    return { base: compared && work.base !== null ? passDigest(work.base) : null, head: passDigest(work.head) };
  }
  const { base, head } = bundles;
  return {
    base: compared && base !== null ? localPythonDigest(base, caseId) : null,
    head: localPythonDigest(head, caseId),
  };
}
