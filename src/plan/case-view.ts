// One side of a case with its subgraphs looked up: what it computes, call by call, blind to names.
import type { Case, Manifest, ModelError, Subgraph } from "../bundle/manifest.ts";
import type { Pass } from "./bench-plan.ts";
import { PlanError } from "./plan-error.ts";

/** A manifest and the sha256 of its bytes; an open bundle is one. */
export interface PlanBundle {
  readonly manifest: Manifest;
  readonly digest: string;
}

/** A bundle with what is looked up in it for every case: built once, or planning would grow with its square. */
export interface IndexedBundle {
  readonly bundle: PlanBundle;
  readonly subgraphs: ReadonlyMap<string, Subgraph>;
  readonly cases: ReadonlyMap<string, Case>;
  readonly errorsOfModel: ReadonlyMap<string, readonly ModelError[]>;
}

export function indexBundle(bundle: PlanBundle): IndexedBundle {
  const { subgraphs, cases, errors } = bundle.manifest;
  return {
    bundle,
    subgraphs: new Map(subgraphs.map((subgraph) => [subgraph.id, subgraph])),
    cases: new Map(cases.map((modelCase) => [modelCase.id, modelCase])),
    errorsOfModel: Map.groupBy(errors, ({ model }) => model),
  };
}

/** All calls that a case makes of one subgraph. */
export interface SubgraphWork {
  readonly subgraph: Subgraph;
  /** Indexes into the case's calls. */
  readonly calls: readonly number[];
}

export interface CaseView {
  readonly bundle: PlanBundle;
  readonly modelCase: Case;
  /** In order of first use. */
  readonly works: readonly SubgraphWork[];
  /** Of the whole bundle, by id. */
  readonly subgraphs: ReadonlyMap<string, Subgraph>;
}

/** @throws PlanError if a call names a subgraph that the manifest does not hold: opening a bundle refuses that */
export function viewCase({ bundle, subgraphs }: IndexedBundle, modelCase: Case): CaseView {
  const works = new Map<string, { subgraph: Subgraph; calls: number[] }>();
  for (const [index, call] of modelCase.calls.entries()) {
    const subgraph = subgraphs.get(call.subgraph);
    if (subgraph === undefined) {
      throw new PlanError({
        what: `Case ${modelCase.id} calls subgraph ${call.subgraph}, which its bundle does not hold.`,
        remedy: "Plan with bundles that were opened and checked.",
      });
    }
    const work = works.get(subgraph.id);
    if (work === undefined) works.set(subgraph.id, { subgraph, calls: [index] });
    else work.calls.push(index);
  }
  return { bundle, modelCase, works: [...works.values()], subgraphs };
}

/** What some calls of a case compute, with which shapes and how often: equal text is equal work. */
export function callSequence(view: CaseView, calls: Iterable<number>): string {
  return JSON.stringify(
    Array.from(calls, (index) => {
      const call = view.modelCase.calls[index];
      const subgraph = view.subgraphs.get(call?.subgraph ?? "");
      const sample = subgraph?.samples.find(({ id }) => id === call?.sample);
      const shapes = sample?.inputs.map(({ dtype, shape }) => [dtype, shape]);
      return [subgraph?.fingerprint, shapes, call?.count];
    }),
  );
}

/** The whole case's calls, in order. */
export function wholeSequence(view: CaseView): string {
  return callSequence(view, view.modelCase.calls.keys());
}

export function passOf({ bundle, modelCase }: CaseView): Pass {
  const calls = modelCase.calls.map(({ subgraph, sample, count }) => ({ subgraph, sample, count }));
  return { bundle: bundle.digest, runs: modelCase.runs, calls };
}
