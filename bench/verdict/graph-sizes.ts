// How large the graphs are: about 0.1, 1 and 10 ms a pass on this machine, found by a pilot and kept from then on.
import { join } from "node:path";
import { z } from "zod";
import { branchedGraph, type GraphSize } from "./branched-graph.ts";
import { passMsInTurns } from "./onnx-pass.ts";
import { ProofFolder } from "./proof-folder.ts";

export const sizedNames = ["0.1 ms", "1 ms", "10 ms"] as const;
export type SizedName = (typeof sizedNames)[number];

const sizedGraphSchema = z.strictObject({
  rows: z.int().positive(),
  width: z.int().positive(),
  blocks: z.int().positive(),
  addedRows: z.int().positive(),
  /** By the pilot. */
  passMs: z.number().positive(),
  /** What one more column of the added work takes, roughly: calibration begins with it. */
  nsPerColumn: z.number().positive(),
});
export const graphSizesSchema = z.record(z.enum(sizedNames), sizedGraphSchema);
export type SizedGraph = z.infer<typeof sizedGraphSchema>;
export type GraphSizes = Readonly<Record<SizedName, SizedGraph>>;

/** Weights of the longer ones no longer fit into the inner caches, as those of real models do not. */
const shapes: Readonly<Record<SizedName, Omit<GraphSize, "blocks"> & { readonly targetMs: number }>> = {
  "0.1 ms": { targetMs: 0.1, rows: 8, width: 128, addedRows: 1 },
  "1 ms": { targetMs: 1, rows: 16, width: 256, addedRows: 4 },
  "10 ms": { targetMs: 10, rows: 32, width: 384, addedRows: 16 },
};

const probes = { few: 2, many: 8, columns: 800 } as const;

/** A pilot of a second may fall on a busy one: the size is measured, and corrected, until it is about right. */
const near = 0.15;
const mostCorrections = 5;

export async function sizeGraphs(onSized: (name: SizedName, size: SizedGraph) => void): Promise<GraphSizes> {
  const sized = async (name: SizedName): Promise<SizedGraph> => {
    const size = await sizeGraph(name);
    onSized(name, size);
    return size;
  };
  return { "0.1 ms": await sized("0.1 ms"), "1 ms": await sized("1 ms"), "10 ms": await sized("10 ms") };
}

async function sizeGraph(name: SizedName): Promise<SizedGraph> {
  const { targetMs, ...shape } = shapes[name];
  const { few, many, columns } = probes;
  const [fewMs = 0, manyMs = 0, widerMs = 0] = await pilot([
    { ...shape, blocks: few, columns: 0 },
    { ...shape, blocks: many, columns: 0 },
    { ...shape, blocks: many, columns },
  ]);
  const blockMs = Math.max((manyMs - fewMs) / (many - few), 1e-4);
  const nsPerColumn = Math.max(((widerMs - manyMs) * 1e6) / columns, 1);
  let blocks = Math.max(1, Math.round((targetMs - (fewMs - few * blockMs)) / blockMs));
  for (let correction = 0; ; correction++) {
    const [passMs = targetMs] = await pilot([{ ...shape, blocks, columns: 0 }]);
    const corrected = Math.max(1, Math.round((blocks * targetMs) / passMs));
    const isNear = Math.abs(passMs / targetMs - 1) <= near || corrected === blocks;
    if (isNear || correction >= mostCorrections) return { ...shape, blocks, passMs, nsPerColumn };
    blocks = corrected;
  }
}

async function pilot(sizes: readonly (GraphSize & { readonly columns: number })[]): Promise<number[]> {
  using folder = new ProofFolder();
  const written = [];
  for (const { columns, ...size } of sizes) {
    const seeded = branchedGraph(size, columns, 1);
    const { onnx } = await folder.graph(seeded);
    if (onnx.state === "exported") written.push({ ...seeded, path: join(folder.path, "objects", onnx.object) });
  }
  return await passMsInTurns(written);
}
