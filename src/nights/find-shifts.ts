// Which cells are slower, or faster, than they were at an earlier night, and between which two commits that came.
import {
  findChangePoints,
  type LogInterval,
  leastStretch,
  median,
  seriesDeviation,
  welchInterval,
} from "../statistics/index.ts";
import type { Anchor, CellSeries, Night, NightPoint, NightSeries } from "./series.ts";

export interface Shift {
  readonly cell: string;
  readonly kind: "slower" | "faster";
  /** Mean ratio to the anchor (tonight/anchor - 1) before and after. */
  readonly before: number;
  readonly after: number;
  /** after/before - 1 with its interval. */
  readonly change: { readonly ratio: number; readonly lower: number; readonly upper: number; readonly level: number };
  /** Null: the cell was slower from the first night on, and the anchor itself is the last good one. */
  readonly lastGoodNight: Night | null;
  readonly firstNight: Night;
  /** What came between these two made the change, if a commit did. */
  readonly lastGoodCommit: string;
  readonly firstBadCommit: string;
  /** Where the machine was another one after the change: then it need not be a commit's doing. */
  readonly processors: { readonly before: string; readonly after: string } | null;
}

export interface ShiftRule {
  /** A change that may be smaller than this is no shift; 0.01 is 1%. */
  readonly tolerance: number;
  /** Of the interval. */
  readonly level?: number;
}

const defaultLevel = 0.95;

/** A night of the series, or the anchor, which has no night. */
interface Measure {
  readonly logRatio: number;
  readonly commit: string;
  readonly night: Night | null;
  readonly processor: string | null;
}

/** Nights in a row on one level. */
interface Level {
  /** Mean, as log(tonight/anchor). */
  readonly height: number;
  readonly values: readonly number[];
  readonly first: Measure;
  readonly last: Measure;
}

/**
 * The shifts that still stand: the cell never came back to the level before, and the interval of the change is beyond
 * the tolerance. Small steps that add up to one count as one. Slower ones first, of these the latest first.
 */
export function findShifts(series: NightSeries, rule: ShiftRule): readonly Shift[] {
  const latest = series.nights.at(-1)?.recordedAt;
  return series.cells
    .filter((cell) => !isGone(cell, latest))
    .flatMap(({ cell, points }) => {
      const levels = levelsOf(points, series.anchor);
      return ([1, -1] as const).flatMap((sign) => standingShifts(cell, levels, { sign, rule }));
    })
    .toSorted(
      (one, other) =>
        Number(one.kind === "faster") - Number(other.kind === "faster") ||
        Date.parse(other.firstNight.recordedAt) - Date.parse(one.firstNight.recordedAt) ||
        Math.abs(other.change.ratio) - Math.abs(one.change.ratio),
    );
}

/** What nobody measures any more is no longer slow; what failed tonight may still be. */
function isGone({ gaps }: CellSeries, latest: string | undefined): boolean {
  const gap = gaps.at(-1);
  return gap !== undefined && gap.recordedAt === latest && (gap.why === "absent" || gap.why === "removed");
}

/**
 * The series begins with the anchor itself, as often as a level needs values: it is 0 by definition, so what got slower
 * before the first night is a change too.
 */
function levelsOf(points: readonly NightPoint[], { commit }: Anchor): readonly Level[] {
  const anchor: Measure = { logRatio: 0, commit, night: null, processor: null };
  const measures: readonly Measure[] = [
    ...Array.from({ length: leastStretch }, () => anchor),
    ...points.map(({ recordedAt, ...point }) => ({ ...point, night: { recordedAt, commit: point.commit } })),
  ];
  const cuts = findChangePoints(
    measures.map(({ logRatio }) => logRatio),
    leastDeviation(points),
  );
  const starts = [0, ...cuts];
  return starts.flatMap((start, index) => {
    const own = measures.slice(start, starts[index + 1]);
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) return [];
    const values = own.map(({ logRatio }) => logRatio);
    return [{ height: values.reduce((sum, value) => sum + value, 0) / values.length, values, first, last }];
  });
}

/**
 * The anchor, and nights that were skipped as unchanged, scatter not at all and would make the measured ones look like
 * changes: these scatter as they do among themselves, and where some were skipped at least as each was measured.
 */
function leastDeviation(points: readonly NightPoint[]): number {
  const own = seriesDeviation(points.map(({ logRatio }) => logRatio));
  const measured = points.map(({ deviation }) => deviation).filter((deviation) => deviation > 0);
  return measured.length === points.length || measured.length === 0 ? own : Math.max(own, median(measured));
}

interface Search {
  /** -1 makes faster the direction that is searched. */
  readonly sign: 1 | -1;
  readonly rule: ShiftRule;
}

/** From the latest level back to what it rose from, from there back again, and so on to the anchor. */
function standingShifts(cell: string, levels: readonly Level[], { sign, rule }: Search): readonly Shift[] {
  const { tolerance, level = defaultLevel } = rule;
  const bound = Math.log1p(tolerance);
  const shifts: Shift[] = [];
  let current = levels.at(-1);
  for (const before of levels.slice(0, -1).toReversed()) {
    if (current === undefined) break;
    const interval = welchInterval(before.values, current.values, (1 - level) / 2);
    if (Math.min(sign * interval.lower, sign * interval.upper) <= bound) continue;
    const between = levels.slice(levels.indexOf(before), levels.indexOf(current));
    const rise = (other: Level) => sign * (other.height - before.height);
    // The cell is beyond the bound since the level after the last one within it; it was last good where it was no worse.
    const within = between.findLastIndex((other) => rise(other) <= bound);
    const reached = between[within + 1] ?? current;
    const good = between.slice(0, within + 1).findLast((other) => rise(other) <= 0) ?? before;
    shifts.push(...shiftOf({ cell, sign, before, after: current, interval, level }, good.last, reached.first));
    current = before;
  }
  return shifts;
}

interface Found {
  readonly cell: string;
  readonly sign: 1 | -1;
  readonly before: Level;
  readonly after: Level;
  readonly interval: LogInterval;
  readonly level: number;
}

/** None only for the anchor, which is no night and never slower than itself. */
function shiftOf({ cell, sign, before, after, interval, level }: Found, good: Measure, bad: Measure): readonly Shift[] {
  if (bad.night === null) return [];
  return [
    {
      cell,
      kind: sign === 1 ? "slower" : "faster",
      before: Math.expm1(before.height),
      after: Math.expm1(after.height),
      change: {
        ratio: Math.expm1(interval.mean),
        lower: Math.expm1(interval.lower),
        upper: Math.expm1(interval.upper),
        level,
      },
      lastGoodNight: good.night,
      firstNight: bad.night,
      lastGoodCommit: good.commit,
      firstBadCommit: bad.commit,
      processors: changedProcessor(good.processor, bad.processor),
    },
  ];
}

function changedProcessor(before: string | null, after: string | null): Shift["processors"] {
  return before === null || after === null || before === after ? null : { before, after };
}
