// How many bytes a tensor takes: its dtype's width times its elements, safe against shapes made to overflow.
import type { Dtype, Tensor } from "./manifest.ts";

/** Bytes of one element as export writes it; a bool is one byte, bfloat16 its upper two bytes of a float32. */
export const dtypeBytes: Readonly<Record<Dtype, number>> = {
  bool: 1,
  uint8: 1,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
};

/**
 * Bytes that a tensor must have, or null where that is more than any file can hold (2^53 - 1).
 * A scalar (empty shape) has one element; one dimension of zero makes it empty, whatever the others are.
 */
export function tensorBytes(tensor: Pick<Tensor, "dtype" | "shape">): number | null {
  if (tensor.shape.includes(0)) return 0;
  let bytes = dtypeBytes[tensor.dtype];
  for (const dimension of tensor.shape) {
    bytes *= dimension;
    if (!Number.isSafeInteger(bytes)) return null;
  }
  return bytes;
}
