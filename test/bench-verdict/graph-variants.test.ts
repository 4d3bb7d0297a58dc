import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { branchedGraph, inOrderOfFirstUse } from "../../bench/verdict/branched-graph.ts";
import { reExported, renamed, reordered } from "../../bench/verdict/graph-variants.ts";
import { outputsOf } from "../../bench/verdict/onnx-pass.ts";
import { ProofFolder } from "../../bench/verdict/proof-folder.ts";
import { externalDataLocations } from "../../src/bundle/external-data-locations.ts";
import { type OnnxGraph, onnxModel } from "../fixtures/onnx-model.ts";

const size = { rows: 4, width: 16, blocks: 3, addedRows: 2 };
const original = branchedGraph(size, 5, 7);

async function outputs(graph: OnnxGraph, file?: (model: Uint8Array) => Uint8Array): Promise<Float32Array> {
  using folder = new ProofFolder();
  return (await folder.graph({ ...original, graph }, file)).golden;
}

const tensorNames = ({ nodes, inputs, outputs, weights }: OnnxGraph) =>
  new Set([
    ...nodes.flatMap((node) => [...node.inputs, ...node.outputs]),
    ...[...inputs, ...outputs, ...weights].map(({ name }) => name),
  ]);

const order = ({ nodes }: OnnxGraph) => nodes.map((node) => node.outputs[0]);

describe("the graphs of the proof", () => {
  it("hold their initialisers in order of first use", () => {
    const used = original.graph.nodes.flatMap(({ inputs }) => inputs);
    const places = original.graph.weights.map(({ name }) => used.indexOf(name));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it("get more work from more columns, and no more nodes", () => {
    const more = branchedGraph(size, 50, 7);
    expect(order(more.graph)).toEqual(order(original.graph));
    const bytes = ({ weights }: OnnxGraph) => weights.reduce((sum, weight) => sum + weight.bytes.length, 0);
    expect(bytes(more.graph) - bytes(original.graph)).toBe(45 * 2 * 16 * 4);
    expect(more.graph.weights.slice(0, 12)).toEqual(original.graph.weights.slice(0, 12));
  });

  it("neither vanish nor grow over many blocks", async () => {
    const deep = branchedGraph({ ...size, blocks: 60 }, 0, 7);
    using folder = new ProofFolder();
    const { golden } = await folder.graph(deep);
    const largest = golden.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largest).toBeGreaterThan(0.01);
    expect(largest).toBeLessThan(1000);
  });
});

describe("harmless rewrites", () => {
  it.each([
    ["renamed", renamed(original.graph), undefined],
    ["reordered", reordered(original.graph), undefined],
    ["re-exported", original.graph, reExported],
  ])("compute the same: %s", async (_, graph, file) => {
    const [expected, actual] = [await outputs(original.graph), await outputs(graph, file)];
    for (const [index, value] of expected.entries()) expect(actual[index]).toBeCloseTo(value, 4);
  });

  it("leave no tensor its name but the inputs and outputs, which the exporter names by position", () => {
    const graph = renamed(original.graph);
    const [before, after] = [tensorNames(original.graph), tensorNames(graph)];
    expect(after.size).toBe(before.size);
    expect([...before].filter((name) => after.has(name)).toSorted()).toEqual(["x", "y"]);
    expect([graph.inputs, graph.outputs]).toEqual([original.graph.inputs, original.graph.outputs]);
  });

  it("let branches change places in a legal order, and the initialisers with them", () => {
    const graph = reordered(original.graph);
    expect(order(graph)).not.toEqual(order(original.graph));
    expect(order(graph).toSorted()).toEqual(order(original.graph).toSorted());
    const known = new Set([...graph.inputs, ...graph.weights].map(({ name }) => name));
    for (const { inputs, outputs } of graph.nodes) {
      for (const input of inputs) expect(known).toContain(input);
      for (const output of outputs) known.add(output);
    }
    expect(graph.weights).toEqual(inOrderOfFirstUse(graph).weights);
    expect(graph.weights.map(({ name }) => name)).not.toEqual(original.graph.weights.map(({ name }) => name));
  });

  it("refuse a graph with a cycle", () => {
    const node = (input: string, output: string) => ({ operator: "Relu", inputs: [input], outputs: [output] });
    const graph = { nodes: [node("b", "a"), node("a", "b")], inputs: [], outputs: [], weights: [] };
    expect(() => reordered(graph)).toThrow("cycle");
  });

  it("re-export other bytes of the same weights", async () => {
    using folder = new ProofFolder();
    const { onnx } = await folder.graph(original, reExported);
    const model = onnxModel(original.graph);
    expect(reExported(model)).not.toEqual(model);
    expect(externalDataLocations(Buffer.from(reExported(model)))).toEqual(externalDataLocations(Buffer.from(model)));
    if (onnx.state !== "exported") throw new Error("unreachable: it was written above");
    const path = join(folder.path, "objects", onnx.object);
    expect(await outputsOf(path, original.graph, original.input, original.shape)).toHaveLength(64);
  });
});
