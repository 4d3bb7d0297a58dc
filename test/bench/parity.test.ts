import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outputParity } from "../../src/bench/parity.ts";
import { type TensorData, tensorFromBytes } from "../../src/bench/tensor-data.ts";

const tolerance = { absolute: 1e-4, relative: 1e-3, relativeL2: 1e-5 };
const float32 = (...values: number[]): TensorData => ({
  dtype: "float32",
  shape: [values.length],
  values: Float32Array.from(values),
});
const int64 = (...values: bigint[]): TensorData => ({
  dtype: "int64",
  shape: [values.length],
  values: BigInt64Array.from(values),
});
const float16 = (...bits: number[]): TensorData => ({
  dtype: "float16",
  shape: [bits.length],
  values: Uint16Array.from(bits),
});

describe("parity of an output", () => {
  it("holds for equal values, whatever they are", () => {
    const anything = fc.array(fc.float({ noNaN: false }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(anything, (values) => {
        expect(outputParity(float32(...values), float32(...values), tolerance)).toMatchObject({
          within: true,
          maxAbsolute: 0,
          relativeL2: 0,
        });
      }),
    );
  });

  it("fails if any one value is off by more than the bound, and names it", () => {
    const finite = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 });
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 50 }), fc.nat(), (values, at) => {
        const index = at % values.length;
        const golden = float32(...values);
        const actual = float32(...values);
        actual.values[index] = Number(golden.values[index]) + 3;
        const parity = outputParity(actual, golden, tolerance);
        expect(parity.within).toBe(false);
        expect(parity.problem).toContain(`element ${index} `);
      }),
    );
  });

  it("allows what the tolerance allows", () => {
    expect(outputParity(float32(1000.0001, 0.00005), float32(1000, 0), tolerance).within).toBe(true);
    expect(outputParity(float32(0.0002), float32(0), tolerance).within).toBe(false);
    expect(outputParity(float32(1, 2), float32(1, 2), { absolute: 0, relative: 0, relativeL2: 0 }).within).toBe(true);
  });

  it("fails by relative L2 where every single value is within its bound", () => {
    const parity = outputParity(float32(1.0005, 1.0005), float32(1, 1), tolerance);
    expect(parity).toMatchObject({ within: false, problem: expect.stringContaining("relative L2") });
    expect(parity.relativeL2).toBeCloseTo(5e-4, 6);
  });

  it.each([
    ["NaN for a number", float32(Number.NaN), float32(1)],
    ["a number for NaN", float32(1), float32(Number.NaN)],
    ["a number for infinity", float32(3e38), float32(Number.POSITIVE_INFINITY)],
    ["the other infinity", float32(Number.NEGATIVE_INFINITY), float32(Number.POSITIVE_INFINITY)],
    ["infinity for a number", float32(Number.POSITIVE_INFINITY), float32(1)],
    ["another dtype", int64(1n), float32(1)],
    ["another shape", float32(1, 2), float32(1)],
    ["an integer off by one", int64(5n), int64(6n)],
    ["integers that are the same as doubles only", int64(2n ** 53n), int64(2n ** 53n + 1n)],
    ["a float16 that differs", float16(0x3c00), float16(0x3d00)],
  ])("refuses %s, with figures that JSON can hold", (_, actual, golden) => {
    const parity = outputParity(actual, golden, tolerance);
    expect(parity.within).toBe(false);
    expect(parity.problem).not.toBeNull();
    expect(Number.isFinite(parity.maxAbsolute) && Number.isFinite(parity.relativeL2)).toBe(true);
  });

  it("reads float16 and bfloat16 by their bits", () => {
    // 0x3c00 is 1, 0x3c01 the next number, 1 + 2^-10; 0x0001 the smallest subnormal, 2^-24; 0xfc00 minus infinity.
    expect(
      outputParity(float16(0x3c01), float16(0x3c00), { ...tolerance, relative: 1e-2, relativeL2: 1 }),
    ).toMatchObject({
      within: true,
      maxAbsolute: 2 ** -10,
    });
    expect(outputParity(float16(0x0001), float16(0x0000), tolerance).maxAbsolute).toBe(2 ** -24);
    expect(outputParity(float16(0xfc00), float16(0xfc00), tolerance).within).toBe(true);
    const bfloat16 = (bits: number): TensorData => ({ dtype: "bfloat16", shape: [1], values: Uint16Array.of(bits) });
    expect(outputParity(bfloat16(0x4000), bfloat16(0x3f80), tolerance)).toMatchObject({
      within: false,
      maxAbsolute: 1,
    });
  });
});

describe("a tensor from bytes", () => {
  it("refuses bytes that do not fill its shape", () => {
    expect(() => tensorFromBytes("float32", [2], new Uint8Array(4))).toThrow("needs 2 values, not 1");
    expect(() => tensorFromBytes("int64", [1], new Uint8Array(7))).toThrow(RangeError);
  });

  it("is aligned even where the bytes are not", () => {
    const bytes = new Uint8Array(new ArrayBuffer(9), 1);
    bytes.set(new Uint8Array(Float64Array.of(2.5).buffer));
    expect(tensorFromBytes("float64", [], bytes).values).toEqual(Float64Array.of(2.5));
  });
});
