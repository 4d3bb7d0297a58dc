// Records of nights as a month of them would be: ratios against an anchor, with noise where a test wants it.
import { type BaselineRecord, baselineRecordFormat, type RecordedCell } from "../../src/baseline/record.ts";
import { gaussian, seededRandom } from "../statistics/simulated-launches.ts";

export const anchorCommit = "a".repeat(40);

/** Commit of a night, the same each time. */
export function commitOf(night: number): string {
  return (night + 1).toString(16).padStart(4, "0").repeat(10);
}

export function timeOf(night: number): string {
  return new Date(Date.UTC(2026, 0, 1 + night, 3)).toISOString();
}

export function measured(ratio: number, cell = "search@16 gpu/onnxrt-cuda", processor = "T4"): RecordedCell {
  return {
    ...skipped(cell, processor),
    state: "measured",
    decision: "unchanged",
    effect: { ratio, lower: ratio - 0.01, upper: ratio + 0.01, level: 0.998 },
  };
}

export function skipped(cell = "search@16 gpu/onnxrt-cuda", processor: string | null = "T4"): RecordedCell {
  return {
    cell,
    case: "search@16",
    backend: { target: "gpu", engine: "onnxrt-cuda", options: [] },
    state: "unchanged-skipped",
    decision: null,
    effect: null,
    headMsPerRun: null,
    headUsdPerMillionItems: null,
    processor,
  };
}

export function withState(state: RecordedCell["state"], cell = "search@16 gpu/onnxrt-cuda"): RecordedCell {
  return { ...skipped(cell, null), state };
}

/** Read back through the format, so that no test is about a record that cannot be. */
export function nightRecord(
  night: number,
  cells: readonly RecordedCell[],
  changes: Partial<BaselineRecord> = {},
): BaselineRecord {
  const record = {
    kind: "night" as const,
    recordedAt: timeOf(night),
    pacegateVersion: "0.1.0",
    commit: commitOf(night),
    base: anchorCommit,
    tag: "v1.2.0",
    run: { id: 1000 + night, attempt: 1, url: "https://github.com/o/r/actions/runs/1" },
    conclusion: "pass" as const,
    bundle: null,
    cells: [...cells],
    acceptances: [],
    ...changes,
  };
  return baselineRecordFormat.schema.parse({ schema: "pacegate/baseline-record/1", ...record });
}

/** One night each, noise of half a percent on top. */
export function noisyNights(ratios: readonly number[], seed = 1): BaselineRecord[] {
  const random = seededRandom(seed);
  return ratios.map((ratio, night) =>
    nightRecord(night, [measured((1 + ratio) * Math.exp(0.005 * gaussian(random)) - 1)]),
  );
}

/** `[[10, 0], [5, 0.08]]`: ten nights at 0, then five at 8%. */
export function levels(...stretches: readonly (readonly [nights: number, ratio: number])[]): number[] {
  return stretches.flatMap(([nights, ratio]) => Array.from({ length: nights }, () => ratio));
}
