import fc from "fast-check";
import { expect, test } from "vitest";
import { externalDataLocations } from "../../src/bundle/external-data-locations.ts";
import { type OnnxWeight, onnxModel } from "../fixtures/onnx-model.ts";

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

function message(field: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  return Buffer.concat([varint(field * 8 + 2), varint(value.length), value]);
}

/** TensorProto with external_data = 13, a StringStringEntryProto. */
const tensorAt = (location: string): Buffer =>
  message(13, message(1, Buffer.from("location")), message(2, Buffer.from(location)));

function weight(name: string, externalAs?: string): OnnxWeight {
  const shared = { name, type: "float32" as const, shape: [1], bytes: Buffer.alloc(4) };
  return externalAs === undefined ? shared : { ...shared, externalAs };
}

test("the locations of a whole model's weights are found, and none where the weights are inside", () => {
  const graph = { nodes: [], inputs: [], outputs: [] };
  const model = onnxModel({ ...graph, weights: [weight("a", "blob-a"), weight("b"), weight("c", "../c")] });
  expect(externalDataLocations(Buffer.from(model))).toEqual(new Set(["blob-a", "../c"]));
  expect(externalDataLocations(Buffer.from(onnxModel({ ...graph, weights: [weight("b")] })))).toEqual(new Set());
});

test("no place of an ONNX file hides a location", () => {
  const tensor = tensorAt("found");
  const attributes = [
    message(5, tensor),
    message(10, tensor),
    message(22, message(1, tensor)),
    message(23, message(2, tensor)),
    message(6, message(5, tensor)),
    message(11, message(15, message(1, tensor))),
  ];
  const graphs = [
    message(5, tensor),
    message(15, message(2, tensor)),
    ...attributes.map((attribute) => message(1, message(5, attribute))),
  ];
  const models = [
    ...graphs.map((graph) => message(7, graph)),
    ...graphs.map((graph) => message(20, message(1, graph))),
    ...graphs.map((graph) => message(20, message(2, graph))),
    ...attributes.map((attribute) => message(25, message(7, message(5, attribute)))),
    ...attributes.map((attribute) => message(25, message(11, attribute))),
  ];
  for (const model of models) expect(externalDataLocations(model)).toEqual(new Set(["found"]));
});

test("graphs within graphs beyond protobuf's depth are refused, not followed", () => {
  let graph = message(5, tensorAt("deep"));
  for (let depth = 0; depth < 60; depth += 1) graph = message(1, message(5, message(6, graph)));
  expect(() => externalDataLocations(message(7, graph))).toThrow(RangeError);
});

test("a tag beyond 32 bits, which some parsers cut to another field's, is refused", () => {
  const graph = message(7, message(5, tensorAt("hidden")));
  const disguised = Buffer.concat([Buffer.from([0xba, 0x80, 0x80, 0x80, 0x10]), graph.subarray(1)]);
  expect(() => externalDataLocations(disguised)).toThrow("32 bits");
});

test("whatever the bytes, the answer is a set or a RangeError", () => {
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    // Often a true beginning, cut or continued at random.
    fc
      .tuple(fc.nat({ max: 60 }), fc.uint8Array({ maxLength: 20 }))
      .map(([length, rest]) => Buffer.concat([message(7, message(5, tensorAt("x"))).subarray(0, length), rest])),
  );
  let refused = 0;
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      try {
        expect(externalDataLocations(Buffer.from(bytes))).toBeInstanceOf(Set);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
        refused += 1;
      }
    }),
  );
  expect(refused).toBeGreaterThan(0);
});
