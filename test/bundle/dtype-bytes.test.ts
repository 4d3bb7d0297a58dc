import fc from "fast-check";
import { expect, test } from "vitest";
import { dtypeBytes, tensorBytes } from "../../src/bundle/dtype-bytes.ts";
import { dtypeSchema } from "../../src/bundle/manifest.ts";

const anyDtype = fc.constantFrom(...dtypeSchema.options);

test("a tensor's bytes are exact, or null where they are more than 2^53 - 1", () => {
  fc.assert(
    fc.property(anyDtype, fc.array(fc.maxSafeNat(), { maxLength: 6 }), (dtype, shape) => {
      const exact = shape.reduce((product, dimension) => product * BigInt(dimension), BigInt(dtypeBytes[dtype]));
      const bytes = tensorBytes({ dtype, shape });
      expect(bytes).toBe(exact <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(exact) : null);
    }),
  );
});

test("small shapes never overflow, and order does not matter", () => {
  fc.assert(
    fc.property(anyDtype, fc.array(fc.nat({ max: 64 }), { maxLength: 5 }), (dtype, shape) => {
      const bytes = tensorBytes({ dtype, shape });
      expect(bytes).toBe(shape.reduce((product, dimension) => product * dimension, dtypeBytes[dtype]));
      expect(tensorBytes({ dtype, shape: shape.toReversed() })).toBe(bytes);
    }),
  );
});

test("a dimension of zero makes a tensor empty, however large the others are", () => {
  expect(tensorBytes({ dtype: "float64", shape: [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 0] })).toBe(0);
});
