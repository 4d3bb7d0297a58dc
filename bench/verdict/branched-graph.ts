// The graphs of the proof: blocks of two branches that meet, and beside them work of a size that a knob sets.
import { type Random, seededRandom } from "../../src/bench/seeded-random.ts";
import { bytesOf, type OnnxGraph, type OnnxNode, type OnnxWeight } from "../../test/fixtures/onnx-model.ts";

export interface GraphSize {
  readonly rows: number;
  readonly width: number;
  readonly blocks: number;
  /** Rows of the work that can be added: more of them make a column of it longer. */
  readonly addedRows: number;
}

/** Both sides have so many columns of the work beside the blocks: what head has more of is the same kind of node. */
export const columnsOfBoth = 16;

/** Weights above this are files of their own, as the exporter has it. */
const externalBytes = 1024;

export interface SeededGraph {
  readonly graph: OnnxGraph;
  readonly input: Float32Array;
  readonly shape: readonly [rows: number, width: number];
}

/**
 * `blocks` times `relu(h L + l) + relu(h R + r)`, and to the result `spread (relu((average h) P) Q)` is added, where P
 * makes `columnsOfBoth + addedColumns` columns: a column more is a little more work, and no node more.
 * @param seed of the weights: two graphs of one size differ by it alone
 */
export function branchedGraph(
  { rows, width, blocks, addedRows }: GraphSize,
  addedColumns: number,
  seed: number,
): SeededGraph {
  const random = seededRandom(seed);
  const columns = columnsOfBoth + addedColumns;
  const nodes: OnnxNode[] = [];
  const weights: OnnxWeight[] = [];
  const weight = (name: string, shape: readonly number[], scale: number, drawn: Random = random): string => {
    weights.push({ name, type: "float32", shape, bytes: bytesOf(values(shape, scale, drawn)) });
    return name;
  };
  const node = (operator: string, inputs: readonly string[], output: string): string => {
    nodes.push({ operator, inputs, outputs: [output] });
    return output;
  };
  // The second moment stays as it is: a matrix keeps it, a relu halves it, and two relus that are added give 1.32.
  const scale = Math.sqrt(3 / (1.32 * width));
  const branch = (from: string, name: string): string => {
    const product = node("MatMul", [from, weight(`${name}_matrix`, [width, width], scale)], `${name}_product`);
    return node("Relu", [node("Add", [product, weight(`${name}_bias`, [width], 0.1)], `${name}_sum`)], `${name}_relu`);
  };
  let current = "x";
  for (let block = 0; block < blocks; block++) {
    const [left, right] = [branch(current, `left${block}`), branch(current, `right${block}`)];
    current = node("Add", [left, right], `block${block}`);
  }
  // Of its own seed, so that more columns leave the blocks as they are.
  const added = seededRandom(~seed);
  const average = node("MatMul", [weight("average", [addedRows, rows], 1 / rows, added), current], "averaged");
  const wide = node("MatMul", [average, weight("widening", [width, columns], Math.sqrt(3 / width), added)], "wide");
  const bent = node("Relu", [wide], "bent");
  const narrow = node("MatMul", [bent, weight("narrowing", [columns, width], Math.sqrt(3 / columns), added)], "narrow");
  const spread = node("MatMul", [weight("spread", [rows, addedRows], 1 / addedRows, added), narrow], "spread_out");
  node("Add", [current, spread], "y");
  const port = { type: "float32" as const, shape: [rows, width] };
  const graph = { nodes, inputs: [{ name: "x", ...port }], outputs: [{ name: "y", ...port }], weights };
  return { graph: inOrderOfFirstUse(graph), input: values([rows, width], 1, random), shape: [rows, width] };
}

/** Initialisers as the exporter writes them: their order in the file is a difference of speed of up to 0.5%. */
export function inOrderOfFirstUse(graph: OnnxGraph): OnnxGraph {
  const uses = new Set(graph.nodes.flatMap(({ inputs }) => inputs));
  const byName = new Map(graph.weights.map((weight) => [weight.name, weight]));
  return { ...graph, weights: [...uses].flatMap((name) => byName.get(name) ?? []) };
}

/** Uniform in +-scale: it has the moments that the scales above count on. */
function values(shape: readonly number[], scale: number, random: Random): Float32Array {
  const count = shape.reduce((product, size) => product * size, 1);
  return Float32Array.from({ length: count }, () => (2 * random() - 1) * scale);
}

/** @param store keeps the bytes and gives the name of the file that has them */
export function withExternalWeights(graph: OnnxGraph, store: (bytes: Uint8Array) => string): OnnxGraph {
  const weights = graph.weights.map((weight) =>
    weight.bytes.length < externalBytes ? weight : { ...weight, externalAs: store(weight.bytes) },
  );
  return { ...graph, weights };
}
