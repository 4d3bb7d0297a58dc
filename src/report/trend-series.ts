// From baseline records to one series a cell: what each night and each merge found, oldest first.
import type { BaselineRecord, RecordedCell } from "../baseline/record.ts";

export interface TrendPoint {
  readonly kind: BaselineRecord["kind"];
  readonly time: number;
  readonly day: string;
  readonly commit: string;
  /** Of a release, or of the one that a night was measured against. */
  readonly tag: string | null;
  readonly state: RecordedCell["state"];
  readonly decision: RecordedCell["decision"];
  readonly effect: RecordedCell["effect"];
  readonly headMsPerRun: number | null;
}

export interface TrendRelease {
  readonly time: number;
  readonly tag: string;
}

export interface Trend {
  readonly cell: string;
  readonly points: readonly TrendPoint[];
  /** Of the newest night that measured it; null without one. */
  readonly lastNight: TrendPoint | null;
}

/** What stands furthest above its release comes first, what no night has measured last. */
export function trendsOf(records: readonly BaselineRecord[]): readonly Trend[] {
  const series = new Map<string, TrendPoint[]>();
  for (const record of oldestFirst(records)) {
    const { kind, commit, tag, recordedAt } = record;
    const shared = { kind, commit, tag, time: Date.parse(recordedAt), day: recordedAt.slice(0, 10) };
    for (const { cell, state, decision, effect, headMsPerRun } of record.cells) {
      // Most records of most cells say that nothing changed: that is no point of a series.
      if (state === "unchanged-skipped") continue;
      const points = series.get(cell);
      const point = { ...shared, state, decision, effect, headMsPerRun };
      if (points === undefined) series.set(cell, [point]);
      else points.push(point);
    }
  }
  return [...series]
    .map(([cell, points]): Trend => {
      const lastNight = points.findLast(({ kind, effect }) => kind === "night" && effect !== null) ?? null;
      return { cell, points, lastNight };
    })
    .sort((a, b) => levelOf(b) - levelOf(a) || (a.cell < b.cell ? -1 : 1));
}

export function releasesOf(records: readonly BaselineRecord[]): readonly TrendRelease[] {
  return oldestFirst(records).flatMap(({ kind, tag, recordedAt }) =>
    kind === "release" && tag !== null ? [{ time: Date.parse(recordedAt), tag }] : [],
  );
}

function oldestFirst(records: readonly BaselineRecord[]): BaselineRecord[] {
  return records.toSorted((a, b) => Date.parse(a.recordedAt) - Date.parse(b.recordedAt));
}

/** Below every ratio that there can be where no night measured it. */
function levelOf({ lastNight }: Trend): number {
  return lastNight?.effect?.ratio ?? -2;
}
