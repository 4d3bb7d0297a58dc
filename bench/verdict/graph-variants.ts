// Harmless rewrites: what a model may become without computing anything else, as an exporter or a refactoring does it.

import type { OnnxGraph, OnnxNode } from "../../test/fixtures/onnx-model.ts";
import { sha256 } from "../../test/fixtures/onnx-model.ts";
import { inOrderOfFirstUse } from "./branched-graph.ts";

/**
 * Every tensor inside has another name; names sort differently and are of other lengths. Inputs and outputs keep theirs:
 * the exporter names them by position whatever the user's code calls them, because onnxruntime-node takes and gives
 * tensors by name, and long names cost it about 0.4 µs a call.
 */
export function renamed(graph: OnnxGraph): OnnxGraph {
  const ports = new Set([...graph.inputs, ...graph.outputs].map(({ name }) => name));
  const name = (old: string): string => {
    if (ports.has(old)) return old;
    const digest = sha256(Buffer.from(old));
    return `renamed_${digest.slice(0, 4 + (Number.parseInt(digest.slice(-2), 16) % 20))}_${old.length}`;
  };
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(name),
      outputs: node.outputs.map(name),
    })),
    weights: graph.weights.map((weight) => ({ ...weight, name: name(weight.name) })),
  };
}

/**
 * The nodes in another legal order: of those that are ready the one that stood last comes first, so that branches
 * change places. The initialisers follow, as they do at export.
 */
export function reordered(graph: OnnxGraph): OnnxGraph {
  const known = new Set([...graph.inputs, ...graph.weights].map(({ name }) => name));
  const waiting = [...graph.nodes];
  const nodes: OnnxNode[] = [];
  while (waiting.length > 0) {
    const next = waiting.findLastIndex(({ inputs }) => inputs.every((input) => known.has(input)));
    const [node] = next < 0 ? [] : waiting.splice(next, 1);
    if (node === undefined) throw new RangeError("the graph has a cycle, or a node reads what nobody writes");
    for (const output of node.outputs) known.add(output);
    nodes.push(node);
  }
  return inOrderOfFirstUse({ ...graph, nodes });
}

/** Fields of ModelProto that say who wrote it (onnx.proto3): the last of a field counts, and metadata is a list. */
const producerName = 2;
const producerVersion = 3;
const documentation = 6;
const metadata = 14;

/** The same graph in a file by another producer, with metadata: protobuf lets fields be added at the end. */
export function reExported(model: Uint8Array): Uint8Array {
  const entry = Buffer.concat([text(1, "exported_by"), text(2, "another exporter")]);
  return Buffer.concat([
    model,
    text(producerName, "another-exporter"),
    text(producerVersion, "9.9.9"),
    text(documentation, "The same graph, written by another exporter."),
    delimited(metadata, entry),
  ]);
}

const text = (field: number, value: string): Buffer => delimited(field, Buffer.from(value));

function delimited(field: number, value: Uint8Array): Buffer {
  // One byte holds either number: fields below 16, lengths below 128.
  if (field > 15 || value.length > 127) throw new RangeError(`field ${field} of ${value.length} bytes needs more`);
  return Buffer.concat([Uint8Array.of((field << 3) | 2, value.length), value]);
}
