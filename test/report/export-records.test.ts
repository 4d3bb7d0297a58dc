import { expect, test } from "vitest";
import { exportRecordsCsv, exportRecordsJson } from "../../src/report/index.ts";
import { sampleRecord } from "../baseline/sample-record.ts";
import { invisibleCharacter } from "./hostile-text.ts";

const [cell] = sampleRecord().cells;
if (cell === undefined) throw new Error("no cell");
const stored = (record = sampleRecord()) => ({ path: "records/2026/11/a.json", record });
const withCase = (text: string) => stored(sampleRecord({ cells: [{ ...cell, case: text }] }));

test("JSON holds each record with its path, in ASCII where a character could hide", () => {
  const text = exportRecordsJson([withCase("a\u202eb ##[error]")]);
  expect(JSON.parse(text)).toEqual([
    { path: "records/2026/11/a.json", ...sampleRecord({ cells: [{ ...cell, case: "a\u202eb ##[error]" }] }) },
  ]);
  expect(text).not.toMatch(invisibleCharacter);
  expect(text).not.toContain("##[");
});

test("CSV has a line for each cell, numbers unchanged and nothing where there is nothing", () => {
  const local = { ...cell, backend: null, effect: null, decision: null };
  const [head, first, second, end] = exportRecordsCsv([stored(sampleRecord({ cells: [cell, local] }))]).split("\n");
  expect(head).toMatch(/^recorded_at,kind,commit,/);
  expect(first).toContain(",here,onnxrt-cpu,measured,unchanged,0.001,-0.002,0.004,12.5,0.03,");
  expect(second).toContain(",search@16,,,measured,,,,,12.5,0.03,");
  expect(end).toBe("");
});

test.each([
  ["a,b", '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ["two\nlines", '"two\nlines"'],
  ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
  ["@team", "'@team"],
  ["-1+1", "'-1+1"],
])("CSV quotes %j, and no sheet calculates it", (text, field) => {
  expect(exportRecordsCsv([withCase(text)])).toContain(`,${field},here,`);
});
