// Compares an engine's output with PyTorch's golden output: element-wise and by relative L2, NaN for NaN.
import type { ParityTolerance } from "../config/config.ts";
import type { TensorData } from "./tensor-data.ts";

export interface OutputParity {
  readonly within: boolean;
  /** Largest absolute difference; finite, since JSON knows no infinity. */
  readonly maxAbsolute: number;
  readonly relativeL2: number;
  /** Null when within. */
  readonly problem: string | null;
}

// IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits.
function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * 2 ** -14 * (fraction / 1024);
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

const wordView = new DataView(new ArrayBuffer(4));

// bfloat16 is the upper half of a binary32.
function fromBfloat16(bits: number): number {
  wordView.setUint32(0, bits << 16);
  return wordView.getFloat32(0);
}

function numberAt(tensor: TensorData, index: number): number {
  const value = Number(tensor.values[index]);
  if (tensor.dtype === "float16") return fromFloat16(value);
  if (tensor.dtype === "bfloat16") return fromBfloat16(value);
  return value;
}

function isFloating(tensor: TensorData): boolean {
  return tensor.dtype.includes("float");
}

const finite = (value: number): number => (Number.isFinite(value) ? value : Number.MAX_VALUE);

function failed(problem: string): OutputParity {
  return { within: false, maxAbsolute: Number.MAX_VALUE, relativeL2: Number.MAX_VALUE, problem };
}

/**
 * Integers and bools must be equal. Floats must satisfy `abs(d) <= absolute + relative * abs(golden)` everywhere
 * *and* keep the relative L2 norm of the difference: near zero the element-wise relative error alone is
 * meaningless (0.04 was seen on correct exports), and the L2 norm alone hides one wrong element of many.
 */
export function outputParity(actual: TensorData, golden: TensorData, tolerance: ParityTolerance): OutputParity {
  if (actual.dtype !== golden.dtype) return failed(`its dtype is ${actual.dtype}, the golden one's ${golden.dtype}`);
  if (actual.shape.length !== golden.shape.length || actual.shape.some((size, axis) => size !== golden.shape[axis])) {
    return failed(`its shape is [${actual.shape.join(", ")}], the golden one's [${golden.shape.join(", ")}]`);
  }
  const floating = isFloating(golden);
  let maxAbsolute = 0;
  let differenceSquares = 0;
  let goldenSquares = 0;
  let wrongCount = 0;
  let firstWrong = "";
  for (let index = 0; index < golden.values.length; index++) {
    // Beyond 2^53 two different integers can be the same number.
    if (!floating && actual.values[index] === golden.values[index]) continue;
    const got = numberAt(actual, index);
    const expected = numberAt(golden, index);
    const same = Object.is(got, expected) || got === expected;
    const difference = same ? 0 : Math.abs(got - expected);
    const allowed = floating ? tolerance.absolute + tolerance.relative * Math.abs(expected) : -1;
    // An infinite golden value allows any difference by the formula; it must be met exactly.
    const right = same ? floating : Number.isFinite(difference) && difference <= allowed;
    if (!right) {
      wrongCount += 1;
      if (wrongCount === 1) firstWrong = `element ${index} is ${got}, not ${expected}`;
    }
    maxAbsolute = Math.max(maxAbsolute, finite(difference));
    if (Number.isFinite(expected)) goldenSquares += expected * expected;
    if (!same) differenceSquares += finite(difference) ** 2;
  }
  // An all-zero golden output has no relative scale; the element-wise bound speaks for it alone.
  const relativeL2 = goldenSquares === 0 ? 0 : finite(Math.sqrt(differenceSquares / goldenSquares));
  if (wrongCount > 0) {
    const share = `${wrongCount} of ${golden.values.length} values differ by more than is allowed`;
    return { within: false, maxAbsolute, relativeL2, problem: `${share}; ${firstWrong}` };
  }
  if (floating && relativeL2 > tolerance.relativeL2) {
    const problem = `the relative L2 difference is ${relativeL2.toExponential(2)}, allowed are ${tolerance.relativeL2}`;
    return { within: false, maxAbsolute, relativeL2, problem };
  }
  return { within: true, maxAbsolute, relativeL2, problem: null };
}
