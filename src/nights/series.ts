// From the records of nights to one series a cell: how much slower than the anchor it was, night after night.
import type { BaselineRecord, RecordedCell } from "../baseline/record.ts";
import { deviationOfInterval } from "../statistics/index.ts";

/** What the nights are measured against: the commit of a release. */
export interface Anchor {
  readonly tag: string | null;
  readonly commit: string;
}

export interface Night {
  readonly recordedAt: string;
  readonly commit: string;
}

export interface NightPoint extends Night {
  /** log(tonight/anchor). */
  readonly logRatio: number;
  /** Standard error of that one measurement; 0 where the cell is the anchor's own work and was not measured again. */
  readonly deviation: number;
  readonly processor: string | null;
}

/** A night that says nothing of the cell. */
export interface NightGap extends Night {
  /** `absent`: the night did not plan the cell, though its case was well. `unusable`: measured, but without a ratio that can be one. */
  readonly why: Exclude<RecordedCell["state"], "measured" | "unchanged-skipped"> | "absent" | "unusable";
}

export interface CellSeries {
  readonly cell: string;
  /** Oldest first. */
  readonly points: readonly NightPoint[];
  readonly gaps: readonly NightGap[];
}

export interface NightSeries {
  readonly anchor: Anchor;
  /** Oldest first, never empty. */
  readonly nights: readonly Night[];
  /** By name. */
  readonly cells: readonly CellSeries[];
}

/**
 * One a anchor, that of the latest night last. Ratios against different anchors have nothing in common, so a new anchor
 * starts anew; a tag that was moved to another commit is a new anchor too.
 */
export function nightSeries(records: readonly BaselineRecord[]): readonly NightSeries[] {
  const groups = new Map<string, { anchor: Anchor; records: BaselineRecord[] }>();
  for (const record of lastAttempts(records.filter(({ kind }) => kind === "night").toSorted(byTime))) {
    if (record.base === null) continue;
    const key = JSON.stringify([record.tag, record.base]);
    const group = groups.get(key) ?? { anchor: { tag: record.tag, commit: record.base }, records: [] };
    group.records.push(record);
    // Set anew, so that the groups end up in the order of their latest night.
    groups.delete(key);
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => ({
    anchor: group.anchor,
    nights: group.records.map(nightOf),
    cells: cellNames(group.records).map((cell) => cellSeries(cell, group.records)),
  }));
}

/** Cells of the latest night that could not be compared with the anchor then, with the reason. */
export function unmeasuredCells(series: NightSeries): readonly { readonly cell: string; readonly why: string }[] {
  return series.cells.flatMap(({ cell, gaps }) => {
    const gap = gaps.at(-1);
    if (gap === undefined || gap.recordedAt !== series.nights.at(-1)?.recordedAt) return [];
    return gap.why === "failed" || gap.why === "incomparable" || gap.why === "unusable" ? [{ cell, why: gap.why }] : [];
  });
}

function byTime(one: BaselineRecord, other: BaselineRecord): number {
  return Date.parse(one.recordedAt) - Date.parse(other.recordedAt);
}

/** A night that was run again counts once, as it ended last. */
function lastAttempts(records: readonly BaselineRecord[]): readonly BaselineRecord[] {
  const last = new Map(records.flatMap((record) => (record.run === null ? [] : [[record.run.id, record]])));
  return records.filter((record) => record.run === null || last.get(record.run.id) === record);
}

function nightOf({ recordedAt, commit }: BaselineRecord): Night {
  return { recordedAt, commit };
}

function cellNames(records: readonly BaselineRecord[]): readonly string[] {
  return [...new Set(records.flatMap(({ cells }) => cells.map(({ cell }) => cell)))].toSorted();
}

function cellSeries(cell: string, records: readonly BaselineRecord[]): CellSeries {
  const named = records.map((record) => record.cells.find((candidate) => candidate.cell === cell));
  const ofCase = named.find((recorded) => recorded !== undefined)?.case;
  const found = records.map((record, index) => {
    const recorded = named[index];
    return recorded === undefined
      ? { ...nightOf(record), why: whyAbsent(ofCase, record) }
      : read(nightOf(record), recorded);
  });
  return {
    cell,
    points: found.filter((night) => "logRatio" in night),
    gaps: found.filter((night) => "why" in night),
  };
}

/** A case that cannot be exported has no cell of its Python: that must not be taken for one that nobody wants any more. */
function whyAbsent(ofCase: string | undefined, { cells }: BaselineRecord): "absent" | "failed" {
  const alike = cells.filter((other) => other.case === ofCase);
  const isLost = cells.length === 0 || (alike.length > 0 && alike.every(({ state }) => state === "failed"));
  return isLost ? "failed" : "absent";
}

function read(night: Night, cell: RecordedCell): NightPoint | NightGap {
  switch (cell.state) {
    case "measured": {
      const point = cell.effect === null ? null : measuredPoint(cell.effect);
      return point === null ? { ...night, why: "unusable" } : { ...night, ...point, processor: cell.processor };
    }
    case "unchanged-skipped":
      // The same work as the anchor's, which takes the same time by definition.
      return { ...night, logRatio: 0, deviation: 0, processor: cell.processor };
    case "new":
    case "removed":
    case "incomparable":
    case "failed":
      return { ...night, why: cell.state };
  }
}

function measuredPoint(effect: NonNullable<RecordedCell["effect"]>): Pick<NightPoint, "logRatio" | "deviation"> | null {
  const { level } = effect;
  const [logRatio, lower, upper] = [Math.log1p(effect.ratio), Math.log1p(effect.lower), Math.log1p(effect.upper)];
  if (!(Number.isFinite(logRatio) && level > 0 && level < 1)) return null;
  const deviation = deviationOfInterval({ lower, upper, level });
  // An interval without an end says nothing of the scatter, but the ratio stands.
  return { logRatio, deviation: Number.isFinite(deviation) && deviation >= 0 ? deviation : 0 };
}
