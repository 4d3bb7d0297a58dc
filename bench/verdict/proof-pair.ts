// From a scenario to the two bundles that its verdict compares.
import type { Subgraph } from "../../src/bundle/manifest.ts";
import { sampleCase, sha } from "../../test/fixtures/manifest.ts";
import { branchedGraph, columnsOfBoth, type GraphSize, type SeededGraph } from "./branched-graph.ts";
import type { GraphSizes, SizedName } from "./graph-sizes.ts";
import { reExported, renamed, reordered } from "./graph-variants.ts";
import { caseId } from "./proof-config.ts";
import type { ProofFolder, WrittenGraph } from "./proof-folder.ts";
import type { Variant } from "./record.ts";
import { eight } from "./scenarios.ts";

/** Folders of the bundles, and which of the case's calls was slowed. */
export interface ProofPair {
  readonly base: string;
  readonly head: string;
  readonly slowedCall: number | null;
}

/**
 * The fingerprint of a rewrite that computes the same is the same, and what is unchanged is not measured. What makes a
 * gate measure such models in a team's life is a changed lock file: another exporter or runtime may have made the
 * difference. So head has another lock file here, and nothing is said of the graphs that is not true.
 */
const locks = { base: "lock", harmlessHead: "another lock" } as const;

export type HarmlessVariant = Exclude<Variant, "slower">;

export async function harmlessPair(
  folder: ProofFolder,
  sizes: GraphSizes,
  graph: SizedName,
  variant: HarmlessVariant,
): Promise<ProofPair> {
  const original = branchedGraph(sizes[graph], 0, 1);
  const base = await folder.graph(original);
  const head = await rewritten(folder, original, variant, base);
  const fingerprint = fingerprintOf(sizes[graph], 0);
  return {
    base: bundle(folder, "base", [subgraph(base, { fingerprint, position: 0 })], locks.base),
    head: bundle(folder, "head", [subgraph(head, { fingerprint, position: 0 })], locks.harmlessHead),
    slowedCall: null,
  };
}

/** Its outputs must be those of the original. */
function rewritten(
  folder: ProofFolder,
  original: SeededGraph,
  variant: HarmlessVariant,
  { golden }: WrittenGraph,
): Promise<WrittenGraph> {
  switch (variant) {
    case "identical":
      return folder.graph(original, undefined, golden);
    case "renamed":
      return folder.graph({ ...original, graph: renamed(original.graph) }, undefined, golden);
    case "reordered":
      return folder.graph({ ...original, graph: reordered(original.graph) }, undefined, golden);
    case "re-exported":
      return folder.graph(original, reExported, golden);
  }
}

export async function slowerPair(
  folder: ProofFolder,
  sizes: GraphSizes,
  graph: SizedName,
  addedColumns: number,
): Promise<ProofPair> {
  const side = async (columns: number) => {
    const written = await folder.graph(branchedGraph(sizes[graph], columns, 1));
    return subgraph(written, { fingerprint: fingerprintOf(sizes[graph], columns), position: 0 });
  };
  return {
    base: bundle(folder, "base", [await side(0)], locks.base),
    head: bundle(folder, "head", [await side(addedColumns)], locks.base),
    slowedCall: 0,
  };
}

/** Eight blocks beside seven times ten, each with the added work of both sides: a tenth of the time. */
const partBlocks = { slowed: 8, other: 10 } as const;

export function partSize(sizes: GraphSizes, part: keyof typeof partBlocks): GraphSize {
  const { rows, width, addedRows } = sizes["0.1 ms"];
  return { rows, width, addedRows, blocks: partBlocks[part] };
}

/** @param slowed position of the subgraph that is slowed, from 0 */
export async function eightPair(
  folder: ProofFolder,
  sizes: GraphSizes,
  addedColumns: number,
  slowed: number,
): Promise<ProofPair> {
  const side = async (columns: number): Promise<Subgraph[]> => {
    const parts: Subgraph[] = [];
    for (let position = 0; position < eight.parts; position++) {
      const size = partSize(sizes, position === slowed ? "slowed" : "other");
      const own = position === slowed ? columns : 0;
      const written = await folder.graph(branchedGraph(size, own, 1 + position));
      parts.push(subgraph(written, { fingerprint: fingerprintOf(size, own), position }));
    }
    return parts;
  };
  return {
    base: bundle(folder, "base", await side(0), locks.base),
    head: bundle(folder, "head", await side(addedColumns), locks.base),
    slowedCall: slowed,
  };
}

/** As the exporter's: of what is computed, blind to the values of weights, to names and to the order of nodes. */
function fingerprintOf({ rows, width, blocks, addedRows }: GraphSize, addedColumns: number): string {
  return sha(`branched ${JSON.stringify([rows, width, blocks, addedRows, columnsOfBoth + addedColumns])}`);
}

function subgraph(
  { golden: _, ...written }: WrittenGraph,
  { fingerprint, position }: { readonly fingerprint: string; readonly position: number },
): Subgraph {
  return {
    ...written,
    id: `part${position + 1}`,
    fingerprint,
    weightsHash: sha(`weights ${position}`),
    ordinal: position + 1,
    modulePath: `part${position + 1}`,
    source: { file: "proof.py", line: 10 * (position + 1) },
    operatorCount: 1,
    pt2: { state: "absent" },
    nodeModules: null,
    graphBreak: null,
    unverifiable: null,
  };
}

function bundle(folder: ProofFolder, side: "base" | "head", subgraphs: readonly Subgraph[], lock: string): string {
  const ids = subgraphs.map(({ id }) => id);
  const modelCase = sampleCase(null, ids, { id: caseId, model: caseId, runs: 1, localPython: null });
  return folder.bundle(side, modelCase, subgraphs, lock);
}
