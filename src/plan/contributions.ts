// The rows that explain a cell: each piece of work of base with its like on head, labelled for people.
import { alignCalls } from "./align-calls.ts";
import type { Contribution } from "./bench-plan.ts";
import { type CaseView, callSequence, type SubgraphWork } from "./case-view.ts";
import { oneLine } from "./one-line.ts";

/** `Graph #1 (encoder.layer, search.py:31)`, as far as known. */
export function graphLabel({ subgraph }: SubgraphWork): string {
  const { modulePath, source } = subgraph;
  const places = [
    modulePath === null || modulePath === "" ? [] : [oneLine(modulePath, 80)],
    source === null ? [] : [`${oneLine(source.file, 80)}:${source.line}`],
  ].flat();
  return `Graph #${subgraph.ordinal}${places.length === 0 ? "" : ` (${places.join(", ")})`}`;
}

/**
 * Rows over both sides' calls; each call is in exactly one. `unchanged` marks the noise control, so it asks for more
 * than the same fingerprint: a graph that is called more often, or with longer inputs, takes longer without any noise,
 * and under another lock file the same program may have become another ONNX file.
 */
export function contributionsOf(base: CaseView | null, head: CaseView): Contribution[] {
  const baseWorks = base?.works ?? [];
  const alignable = ({ subgraph }: SubgraphWork) => subgraph;
  return alignCalls(baseWorks.map(alignable), head.works.map(alignable)).flatMap((pair): Contribution[] => {
    const baseWork = pair.base === null ? undefined : baseWorks[pair.base];
    const headWork = pair.head === null ? undefined : head.works[pair.head];
    const baseCalls = [...(baseWork?.calls ?? [])];
    const headCalls = [...(headWork?.calls ?? [])];
    if (headWork !== undefined) {
      const unchanged =
        base !== null &&
        baseWork !== undefined &&
        base.modelCase.runs === head.modelCase.runs &&
        (base.bundle.manifest.lockDigest === head.bundle.manifest.lockDigest || sameFile(baseWork, headWork)) &&
        callSequence(base, baseCalls) === callSequence(head, headCalls);
      return [{ label: graphLabel(headWork), baseCalls, headCalls, unchanged }];
    }
    return baseWork === undefined
      ? []
      : [{ label: `${graphLabel(baseWork)}, base only`, baseCalls, headCalls, unchanged: false }];
  });
}

function sameFile({ subgraph: { onnx: base } }: SubgraphWork, { subgraph: { onnx: head } }: SubgraphWork): boolean {
  return base.state === "exported" && head.state === "exported" && base.object === head.object;
}
