import { expect, test } from "vitest";
import { verdictFormat } from "../../src/compare/verdict.ts";
import { readDocument } from "../../src/document/index.ts";
import { renderReport } from "../../src/report/index.ts";
import { sampleVerdict } from "../fixtures/verdict.ts";

test("is the verdict document, readable as one", () => {
  const verdict = sampleVerdict({ headline: "\u202e##[error] 語" });
  expect(readDocument(verdictFormat, renderReport(verdict, { format: "json" }), "verdict.json")).toEqual(verdict);
});

test("is the same text whatever order the keys were set in", () => {
  const verdict = sampleVerdict();
  const reversed = sampleVerdict(Object.fromEntries(Object.entries(verdict).reverse()));
  const shuffled = { ...Object.fromEntries(Object.entries(reversed).reverse()), ...reversed };
  expect(Object.keys(shuffled)).not.toEqual(Object.keys(verdict));
  expect(renderReport(shuffled, { format: "json" })).toBe(renderReport(verdict, { format: "json" }));
});

test("begins with the schema and ends with a line break", () => {
  expect(renderReport(sampleVerdict(), { format: "json" })).toMatch(
    /^\{\n {2}"schema": "pacegate\/verdict\/1",[\s\S]*\}\n$/,
  );
});
