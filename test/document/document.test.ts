import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { DocumentError, defineDocument, readDocument } from "../../src/document/index.ts";

const format = defineDocument("greeting", 1, { words: z.array(z.string()), count: z.int() });

function refusalOf(text: string): DocumentError {
  try {
    readDocument(format, text, "greeting.json");
  } catch (error) {
    if (error instanceof DocumentError) return error;
    throw error;
  }
  throw new Error("not refused");
}

test("a document of the format is read", () => {
  const document = { schema: "pacegate/greeting/1", words: ["good", "day"], count: 2 };
  expect(readDocument(format, JSON.stringify(document), "greeting.json")).toEqual(document);
});

test("another major is refused, naming both and the file", () => {
  const { message, remedy } = refusalOf('{"schema": "pacegate/greeting/2", "words": [], "count": 0}');
  expect(message).toContain('"pacegate/greeting/2"');
  expect(message).toContain('"pacegate/greeting/1"');
  expect(message).toContain("greeting.json");
  expect(remedy).not.toBe("");
});

test("a value that breaks the schema is named by its path", () => {
  expect(refusalOf('{"schema": "pacegate/greeting/1", "words": ["a", 7], "count": 0}').message).toContain("words.1");
  expect(refusalOf('{"schema": "pacegate/greeting/1", "words": [], "count": 1e999}').message).toContain("count");
  expect(refusalOf('{"schema": "pacegate/greeting/1", "words": [], "count": 1, "x": 0}').message).toContain("x");
});

test("whatever the text, what is no such document is refused by a DocumentError that names the file", () => {
  const anyText = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({ schema: fc.constant("pacegate/greeting/1"), words: fc.jsonValue() })
      .map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      expect(refusalOf(text).where).toBe("greeting.json");
    }),
  );
});

test.each([
  ["nested too deep to be shown", `{"schema":${"[".repeat(50_000)}${"]".repeat(50_000)}}`],
  ["of 65,000 characters", JSON.stringify({ schema: "a".repeat(65_000) })],
  ["with a key of 65,000 characters", JSON.stringify({ schema: "pacegate/odd/1", ["a".repeat(65_000)]: 1 })],
])("a file %s is refused in a bearable sentence", (_name, text) => {
  const odd = defineDocument("odd", 1, {});
  let refusal: unknown;
  try {
    readDocument(odd, text, "odd.json");
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(DocumentError);
  expect(String(refusal).length).toBeLessThan(1000);
});
