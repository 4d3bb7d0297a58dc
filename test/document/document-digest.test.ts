import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson, documentDigest } from "../../src/document/document-digest.ts";

test("canonical JSON is JSON of the same value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("the order in which keys were set does not matter", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (document) => {
      const reversed = Object.fromEntries(Object.entries(document).reverse());
      expect(documentDigest(reversed)).toBe(documentDigest(document));
    }),
  );
});

test("another value has another digest, and the order of a list matters", () => {
  expect(documentDigest({ a: [1, 2] })).not.toBe(documentDigest({ a: [2, 1] }));
  expect(documentDigest({ a: 1 })).not.toBe(documentDigest({ a: "1" }));
  expect(documentDigest({ a: null })).not.toBe(documentDigest({}));
});

test("the digest is the one that any sha256 of RFC 8785 text gives", () => {
  expect(canonicalJson({ b: [1, 1e21, -0], a: "é\n", c: undefined })).toBe('{"a":"é\\n","b":[1,1e+21,0]}');
  // echo -n '{"a":1}' | sha256sum
  expect(documentDigest({ a: 1 })).toBe("015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862");
});

test("what JSON cannot hold is refused, never turned into null", () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 0]) {
    expect(() => canonicalJson({ value })).toThrow(TypeError);
  }
});

test("the digest is that of the canonical JSON, however long a list is", () => {
  const sha256OfWhole = (document: object) => createHash("sha256").update(canonicalJson(document)).digest("hex");
  const long = { cells: Array.from({ length: 5000 }, (_, index) => ({ id: `cell ${index}`, text: "é€🚀" })), after: 1 };
  expect(documentDigest(long)).toBe(sha256OfWhole(long));
  fc.assert(
    fc.property(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())), (document) => {
      expect(documentDigest(document)).toBe(sha256OfWhole(document));
    }),
  );
});
