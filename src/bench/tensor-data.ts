// A tensor in memory as engines take it: dtype, shape and a typed array over an aligned buffer of its own.
import { readFile } from "node:fs/promises";
import type { Dtype } from "../bundle/manifest.ts";

/** bool is one byte each; float16 and bfloat16 are their bit patterns; int64 is exact. */
export type TensorValues =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

export interface TensorData {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly values: TensorValues;
}

/** Where a tensor's raw little-endian bytes lie. */
export interface TensorFile {
  readonly path: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

function viewOf(dtype: Dtype, buffer: ArrayBuffer): TensorValues {
  switch (dtype) {
    case "bool":
    case "uint8":
      return new Uint8Array(buffer);
    case "int8":
      return new Int8Array(buffer);
    case "int16":
      return new Int16Array(buffer);
    case "float16":
    case "bfloat16":
      return new Uint16Array(buffer);
    case "int32":
      return new Int32Array(buffer);
    case "int64":
      return new BigInt64Array(buffer);
    case "float32":
      return new Float32Array(buffer);
    case "float64":
      return new Float64Array(buffer);
  }
}

export function tensorFromBytes(dtype: Dtype, shape: readonly number[], bytes: Uint8Array): TensorData {
  // A copy of its own: typed arrays need aligned offsets, and slices of Node's buffer pool are not.
  const buffer = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(buffer).set(bytes);
  const values = viewOf(dtype, buffer);
  const elements = shape.reduce((product, size) => product * size, 1);
  if (values.length !== elements) {
    throw new RangeError(
      `a ${dtype} tensor of shape [${shape.join(", ")}] needs ${elements} values, not ${values.length}`,
    );
  }
  return { dtype, shape, values };
}

export async function readTensorFile(file: TensorFile): Promise<TensorData> {
  return tensorFromBytes(file.dtype, file.shape, await readFile(file.path));
}
