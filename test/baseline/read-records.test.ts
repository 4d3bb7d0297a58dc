import fc from "fast-check";
import { expect, test } from "vitest";
import { formatRecord, maxRecordBytes, readRecords } from "../../src/baseline/read-records.ts";
import { nameRecord } from "../../src/baseline/record-path.ts";
import { commitOf, sampleRecord } from "./sample-record.ts";

const record = sampleRecord();
const { path } = nameRecord(record);
const sound = { path, bytes: Buffer.from(formatRecord(record)) };
const pathOf = (number: number) => nameRecord(sampleRecord({ commit: commitOf(number) })).path;

test("whatever is in a file, it is a record or a reason, and the others are read", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((text) => Buffer.from(text)),
    fc.tuple(fc.nat(sound.bytes.length), fc.nat(20), fc.uint8Array({ maxLength: 8 })).map(([at, length, inserted]) => {
      return Buffer.concat([sound.bytes.subarray(0, at), inserted, sound.bytes.subarray(at + length)]);
    }),
  );
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 3 }), (contents) => {
      const { records, skipped } = readRecords([
        sound,
        ...contents.map((content, index) => ({ path: pathOf(index + 2), bytes: content })),
      ]);
      expect(records.map((stored) => stored.record)).toContainEqual(record);
      expect(records.length + skipped.length).toBe(contents.length + 1);
      for (const { why } of skipped) expect(why).toMatch(/^[A-Z].{1,250}$/);
    }),
    { numRuns: 300 },
  );
});

test("numbers beyond all bounds, endless nesting and endless tags are reasons too", () => {
  const hostile = {
    [pathOf(2)]: formatRecord(record).replace("12.5", "1e999"),
    [pathOf(3)]: `{"schema": ${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
    [pathOf(4)]: JSON.stringify({ schema: `line one\nline two \u0007${"x".repeat(10_000)}` }),
    [pathOf(5)]: "",
  };
  const files = Object.entries(hostile).map(([file, text]) => ({ path: file, bytes: Buffer.from(text) }));
  const { records, skipped } = readRecords(files);
  expect(records).toEqual([]);
  expect(skipped).toHaveLength(4);
  for (const { why } of skipped) expect(why).toMatch(/^[A-Z][^\p{Cc}]{1,250}$/u);
});

test("a file too large to be a record, fetched or not, is skipped as such", () => {
  const large = [
    { path: pathOf(2), bytes: null },
    { path: pathOf(3), bytes: new Uint8Array(maxRecordBytes + 1) },
  ];
  expect(readRecords(large).skipped.map(({ why }) => why)).toEqual([
    "It is larger than 16 MiB.",
    "It is larger than 16 MiB.",
  ]);
});

test("a record under the name of another time, kind, commit or run is none", () => {
  const others = [
    sampleRecord({ recordedAt: "2026-11-25T19:02:02.124Z" }),
    sampleRecord({ kind: "release" }),
    sampleRecord({ commit: commitOf(2) }),
    sampleRecord({ run: null }),
  ];
  const { records, skipped } = readRecords(others.map((other) => ({ ...sound, path: nameRecord(other).path })));
  expect(records).toEqual([]);
  expect(skipped.map(({ why }) => why)).toEqual(others.map(() => "Its name does not fit what is in it."));
});

test("a copy's name fits its record", () => {
  const copy = { ...sound, path: nameRecord(record, 2).path };
  expect(readRecords([copy, sound]).records.map((stored) => stored.path)).toEqual([copy.path, sound.path]);
});

test("a record that could not be read again is not written", () => {
  const effect = { ratio: Number.NaN, lower: 0, upper: 0, level: 0.95 };
  const cells = record.cells.map((cell) => ({ ...cell, effect }));
  expect(() => formatRecord({ ...record, cells })).toThrow(/could not be read again.*cells\.0\.effect\.ratio/);
});
