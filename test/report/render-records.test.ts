import { describe, expect, it } from "vitest";
import type { BaselineRecord, RecordedCell } from "../../src/baseline/record.ts";
import { renderRecord, renderRecordList } from "../../src/report/render-records.ts";
import { terminalWidth } from "../../src/report/terminal-width.ts";

const slower: RecordedCell = {
  cell: "search@16 t4/onnxrt-cuda",
  case: "search@16",
  backend: null,
  state: "measured",
  decision: "regression",
  effect: { ratio: 0.123, lower: 0.1, upper: 0.15, level: 0.99 },
  headMsPerRun: 12.34,
  headUsdPerMillionItems: 1.37,
  processor: "a processor",
};
const skippedCell: RecordedCell = {
  ...slower,
  cell: "search@1 t4/onnxrt-cuda",
  state: "unchanged-skipped",
  decision: null,
  effect: null,
  headMsPerRun: null,
  headUsdPerMillionItems: null,
};
const record: BaselineRecord = {
  schema: "pacegate/baseline-record/1",
  kind: "merge",
  recordedAt: "2026-11-20T03:17:05Z",
  pacegateVersion: "0.1.0",
  commit: "a".repeat(40),
  base: "b".repeat(40),
  tag: null,
  run: { id: 5, attempt: 2, url: "https://github.com/team/search/actions/runs/5" },
  conclusion: "regression",
  bundle: { digest: "c".repeat(64), place: "cache", key: "pacegate-bundle-c" },
  cells: [slower, skippedCell],
  acceptances: [
    {
      by: "ada",
      reason: "needed for accuracy",
      acceptedAt: "2026-11-19T10:00:00Z",
      commit: null,
      until: null,
      cells: [],
    },
  ],
};
const path = "records/2026/11/20261120T031705Z-merge-aaaaaaaaaaaa-5-2.json";
const widest = (text: string): number => Math.max(...text.split("\n").map(terminalWidth));

describe("the list of records", () => {
  it("has a line a record, with how many cells got slower", () => {
    const text = renderRecordList({ records: [{ path, record }], skipped: [] });
    expect(text).toMatch(/^2026-11-20 03:17 {2}merge {4}a{12} {2}b{12} {2}regression {6}2 {7}1$/m);
    expect(text).toContain("\n1 record\n");
  });

  it("says what to do where there is none, and names what is no record", () => {
    const text = renderRecordList({ records: [], skipped: [{ path: "records/x.json", why: "not JSON" }] });
    expect(text).toContain("There is no record yet");
    expect(text).toContain("Skipped, not a record: records/x.json (not JSON)");
  });

  it("shows a first record and a release with its tag", () => {
    const release: BaselineRecord = { ...record, kind: "release", base: null, tag: "v1.2.0" };
    expect(renderRecordList({ records: [{ path, record: release }], skipped: [] })).toMatch(
      /release .* - {13}.*v1\.2\.0$/m,
    );
  });
});

describe("one record", () => {
  it("shows the figures of each cell, and why a cell has none", () => {
    const text = renderRecord({ path, record });
    expect(text).toMatch(/12\.3 +\$1\.37 +\+12\.3% +\+10\.0% to \+15\.0% +regression$/m);
    expect(text).toMatch(/- +- +- +- +unchanged-skipped$/m);
    expect(text).toContain("Accepted by ada: needed for accuracy (0 cells)");
    expect(text).toContain("(attempt 2)");
  });
});

it("disarms what strangers wrote, and stays as wide as a terminal", () => {
  const hostile = `\u001b[31m::error::boo\n${"wide ".repeat(60)}`;
  const bad: BaselineRecord = {
    ...record,
    tag: hostile,
    pacegateVersion: hostile,
    cells: [{ ...slower, cell: hostile }],
    acceptances: [{ ...record.acceptances[0], by: hostile, reason: hostile } as BaselineRecord["acceptances"][number]],
  };
  const stored = { path: hostile, record: bad };
  for (const text of [
    renderRecord(stored),
    renderRecordList({ records: [stored], skipped: [{ path: hostile, why: hostile }] }),
  ]) {
    expect(text).not.toContain("\u001b");
    expect(text).not.toMatch(/^\s*::/m);
    expect(widest(text)).toBeLessThanOrEqual(100);
  }
});
