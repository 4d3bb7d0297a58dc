// What differs between the graphs of base and head of a case, in words; nothing means that they need no measuring.
import { type CaseView, callSequence, wholeSequence } from "./case-view.ts";
import { contributionsOf } from "./contributions.ts";

/**
 * Empty iff the sequence of calls (fingerprints, input shapes, counts) and the runs are the same, and the lock file.
 *
 * Local code is no part of it: local python is a cell of its own, so a change there alone measures that cell alone.
 * Nor are weights: other values of the same shape rarely change speed.
 */
export function graphChanges(base: CaseView, head: CaseView): readonly string[] {
  const changes: string[] = [];
  if (base.modelCase.runs !== head.modelCase.runs) {
    changes.push(`the inputs make ${head.modelCase.runs} runs instead of ${base.modelCase.runs}`);
  }
  if (wholeSequence(base) !== wholeSequence(head)) {
    const rows = contributionsOf(base, head).flatMap(({ label, baseCalls, headCalls }) => {
      if (callSequence(base, baseCalls) === callSequence(head, headCalls)) return [];
      if (baseCalls.length === 0) return [`${label} is new`];
      if (headCalls.length === 0) return [`${label}, is gone`];
      const sameGraph = fingerprintOf(base, baseCalls) === fingerprintOf(head, headCalls);
      return [`${label} ${sameGraph ? "gets other calls" : "changed"}`];
    });
    changes.push(...(rows.length === 0 ? ["the same calls come in another order"] : rows));
  }
  if (base.bundle.manifest.lockDigest !== head.bundle.manifest.lockDigest) changes.push("the lock file changed");
  return changes;
}

/** Whether only the weights' values differ, in a case whose calls are the same. */
export function weightsDiffer(base: CaseView, head: CaseView): boolean {
  const hashes = ({ works }: CaseView): string => JSON.stringify(works.map(({ subgraph }) => subgraph.weightsHash));
  return hashes(base) !== hashes(head);
}

function fingerprintOf({ modelCase, subgraphs }: CaseView, [call]: readonly number[]): string | undefined {
  return subgraphs.get(modelCase.calls[call ?? -1]?.subgraph ?? "")?.fingerprint;
}
