// Reads from an ONNX file which files it asks for beside itself, before any runtime opens it and them.

/**
 * Field numbers that lead to tensors, by message, from onnx.proto3 of onnx 1.23 (github.com/onnx/onnx,
 * onnx/onnx.proto3). Every other field is stepped over.
 */
const messages = {
  model: { 7: "graph", 20: "training", 25: "function" },
  training: { 1: "graph", 2: "graph" },
  function: { 7: "node", 11: "attribute" },
  graph: { 1: "node", 5: "tensor", 15: "sparseTensor" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparseTensor", 23: "sparseTensor" },
  sparseTensor: { 1: "tensor", 2: "tensor" },
  tensor: { 13: "entry" },
} as const satisfies Readonly<Record<string, Readonly<Record<number, string>>>>;

type Message = keyof typeof messages;

/** Protobuf's own parsers stop at 100 messages within each other. */
const maxDepth = 100;

/**
 * Every `location` of external data in the model: in its graph, subgraphs, functions and training graphs.
 * @throws RangeError if the bytes are not a protobuf message
 */
export function externalDataLocations(model: Buffer): ReadonlySet<string> {
  const locations = new Set<string>();
  visit("model", model, 0, locations);
  return locations;
}

function visit(message: Message, bytes: Buffer, depth: number, locations: Set<string>): void {
  if (depth > maxDepth) throw new RangeError(`messages lie more than ${maxDepth} deep`);
  const fields: Readonly<Record<number, Message | "entry">> = messages[message];
  for (const { field, value } of fieldsOf(bytes)) {
    const next = fields[field];
    if (next === undefined || value === null) continue;
    if (next === "entry") addLocation(value, locations);
    else visit(next, value, depth + 1, locations);
  }
}

/** StringStringEntryProto: key 1, value 2; the last of a field counts. */
function addLocation(entry: Buffer, locations: Set<string>): void {
  let key = "";
  let text = "";
  for (const { field, value } of fieldsOf(entry)) {
    if (field === 1 && value !== null) key = value.toString("utf8");
    if (field === 2 && value !== null) text = value.toString("utf8");
  }
  if (key === "location") locations.add(text);
}

/**
 * Fields of one message in the protobuf wire format (protobuf.dev/programming-guides/encoding); null where the value
 * is a number.
 */
function* fieldsOf(bytes: Buffer): Generator<{ readonly field: number; readonly value: Buffer | null }> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 10; shift += 1) {
      const byte = bytes[at];
      if (byte === undefined) throw new RangeError("the file ends within a number");
      at += 1;
      // Past 2^53 only the size matters here, and anything that large is beyond the file's end.
      value += (byte & 0x7f) * 2 ** (7 * shift);
      if (byte < 0x80) return value;
    }
    throw new RangeError("a number is longer than ten bytes");
  };
  while (at < bytes.length) {
    const tag = varint();
    // Parsers that keep 32 bits would take a larger tag for another field than the one seen here.
    if (tag > 0xffff_ffff) throw new RangeError("a field's tag is longer than 32 bits");
    const field = Math.floor(tag / 8);
    let value: Buffer | null = null;
    switch (tag % 8) {
      case 0:
        varint();
        break;
      case 1:
        at += 8;
        break;
      case 2: {
        const length = varint();
        if (length > bytes.length - at) throw new RangeError("a field is longer than the file");
        value = bytes.subarray(at, at + length);
        at += length;
        break;
      }
      case 5:
        at += 4;
        break;
      default:
        throw new RangeError(`wire type ${tag % 8} is not part of ONNX files`);
    }
    if (at > bytes.length) throw new RangeError("the file ends within a field");
    yield { field, value };
  }
}
