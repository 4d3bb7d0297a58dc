// The reader of baseline records, driven with hostile files, up to the list, the record and the trend page.
import fc from "fast-check";
import { expect, test } from "vitest";
import { readRecords } from "../../src/baseline/read-records.ts";
import { nameRecord } from "../../src/baseline/record-path.ts";
import { renderTrend } from "../../src/report/index.ts";
import { renderRecord, renderRecordList } from "../../src/report/render-records.ts";
import { sampleRecord } from "../baseline/sample-record.ts";
import { hostileText } from "../report/hostile-text.ts";
import { fuzz, fuzzTimeoutMs } from "./fuzz.ts";
import { expectHarmlessTerminal } from "./harmless.ts";
import { damages, mutate, mutations } from "./mutations.ts";

test(
  "records of the baseline",
  async () => {
    const record = sampleRecord();
    const { path } = nameRecord(record);
    await fuzz({
      sound: [[], null, "README.md", 1],
      reader: "baselineRecords",
      inputs: fc.tuple(mutations, fc.option(damages), hostileText, fc.nat(9)),
      read: ([changes, damage, name, odd]) => {
        const bytes = Buffer.from(mutate(record, changes));
        return readRecords([
          { path: odd === 0 ? `records/${name}` : path, bytes: damage === null ? bytes : damage(bytes) },
          { path: name, bytes: null },
        ]);
      },
      use: (records) => {
        expectHarmlessTerminal(renderRecordList(records));
        for (const stored of records.records) expectHarmlessTerminal(renderRecord(stored));
        const page = renderTrend(
          records.records.map((stored) => stored.record),
          { title: "owner/project" },
        );
        expect(page).not.toMatch(/<(?:img|script[^>]*src|iframe)/i);
      },
    });
  },
  fuzzTimeoutMs,
);
