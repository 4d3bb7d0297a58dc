// A sound baseline record, and pieces of it at will.
import type { BaselineRecord } from "../../src/baseline/index.ts";

export function commitOf(number: number): string {
  return number.toString(16).padStart(40, "0").split("").reverse().join("");
}

export function sampleRecord(parts: Partial<BaselineRecord> = {}): BaselineRecord {
  return {
    schema: "pacegate/baseline-record/1",
    kind: "merge",
    recordedAt: "2026-11-25T19:02:02.123Z",
    pacegateVersion: "0.1.0",
    commit: commitOf(1),
    base: null,
    tag: null,
    run: { id: 4711, attempt: 1, url: "https://github.com/acme/search/actions/runs/4711" },
    conclusion: "pass",
    bundle: { digest: "a".repeat(64), place: "cache", key: "bundle-a" },
    cells: [
      {
        cell: "search@16 here/onnxrt-cpu",
        case: "search@16",
        backend: { target: "here", engine: "onnxrt-cpu", options: [] },
        state: "measured",
        decision: "unchanged",
        effect: { ratio: 0.001, lower: -0.002, upper: 0.004, level: 0.95 },
        headMsPerRun: 12.5,
        headUsdPerMillionItems: 0.03,
        processor: "Neoverse-N1 ü",
      },
    ],
    acceptances: [],
    ...parts,
  };
}

/** Records that differ in commit, run and minute. */
export function sampleRecords(count: number, parts: Partial<BaselineRecord> = {}): BaselineRecord[] {
  return Array.from({ length: count }, (_, index) =>
    sampleRecord({
      commit: commitOf(index + 1),
      recordedAt: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
      run: { id: 1000 + index, attempt: 1, url: "https://github.com/acme/search/actions/runs/1" },
      ...parts,
    }),
  );
}
