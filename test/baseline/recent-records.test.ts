import { expect, test } from "vitest";
import { blobSha, formatCopies, readCopies, recentRecords } from "../../src/baseline/recent-records.ts";
import { nameRecord } from "../../src/baseline/record-path.ts";
import { sampleRecord, sampleRecords } from "./sample-record.ts";

const sized = (count: number, size: number, kind: "merge" | "night" = "merge") =>
  sampleRecords(count, { kind }).map((record) => ({ name: nameRecord(record), size }));

test("the newest hundred of each kind are recent, oldest first", () => {
  const merges = sized(130, 100);
  const nights = sized(20, 100, "night");
  const recent = recentRecords([...nights.toReversed(), ...merges]);
  expect(recent.filter(({ name }) => name.kind === "merge")).toEqual(merges.slice(30));
  expect(recent.filter(({ name }) => name.kind === "night")).toEqual(nights);
});

test("large records are fewer, but the newest is always there", () => {
  const megabyte = 2 ** 20;
  expect(recentRecords(sized(10, megabyte))).toEqual(sized(10, megabyte).slice(6));
  expect(recentRecords(sized(2, 5 * megabyte))).toEqual(sized(2, 5 * megabyte).slice(1));
});

test("a digest is git's own", () => {
  // `git hash-object` of an empty file, and of one with `hello\n`.
  expect(blobSha(new Uint8Array())).toBe("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
  expect(blobSha(Buffer.from("hello\n"))).toBe("ce013625030ba8dba906f756967f9e9ca394464a");
});

test("copies come back byte for byte by their digest, and what is no text gets none", () => {
  const texts = [Buffer.from(`${JSON.stringify(sampleRecord())}\r\n`), Buffer.from("\ufeffü\u0000")];
  const copies = readCopies(Buffer.from(formatCopies([...texts, new Uint8Array([0xff])])));
  expect([...(copies ?? [])]).toEqual(texts.map((bytes) => [blobSha(bytes), bytes]));
});

test.each(["", "[]", '{"schema": "pacegate/recent-records/2", "texts": []}', '{"texts": [1]}'])(
  "%j is not a file of copies",
  (text) => {
    expect(readCopies(Buffer.from(text))).toBeNull();
  },
);
