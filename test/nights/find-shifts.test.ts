import { describe, expect, it } from "vitest";
import type { BaselineRecord } from "../../src/baseline/record.ts";
import { findShifts, nightSeries, type Shift } from "../../src/nights/index.ts";
import { gaussian, seededRandom } from "../statistics/simulated-launches.ts";
import {
  anchorCommit,
  commitOf,
  levels,
  measured,
  nightRecord,
  noisyNights,
  skipped,
  timeOf,
  withState,
} from "./night-records.ts";

const rule = { tolerance: 0.03 };

function shiftsOf(records: readonly BaselineRecord[]): readonly Shift[] {
  const series = nightSeries(records).at(-1);
  if (series === undefined) throw new Error("no series");
  return findShifts(series, rule);
}

/** Kinds with the nights between which each came. */
const places = (shifts: readonly Shift[]) =>
  shifts.map(({ kind, lastGoodCommit, firstBadCommit }) => [kind, lastGoodCommit, firstBadCommit]);

describe("findShifts", () => {
  it("names the commits between which a cell got slower, and by how much", () => {
    const [shift, ...others] = shiftsOf(noisyNights(levels([10, 0], [8, 0.08])));
    expect(others).toEqual([]);
    expect(shift).toMatchObject({
      cell: "search@16 gpu/onnxrt-cuda",
      kind: "slower",
      lastGoodCommit: commitOf(9),
      firstBadCommit: commitOf(10),
      lastGoodNight: { recordedAt: timeOf(9), commit: commitOf(9) },
      firstNight: { recordedAt: timeOf(10), commit: commitOf(10) },
      processors: null,
    });
    expect(shift?.before).toBeCloseTo(0, 2);
    expect(shift?.after).toBeCloseTo(0.08, 2);
    expect(shift?.change.ratio).toBeCloseTo(0.08, 2);
    expect(shift?.change.level).toBe(0.95);
    expect(shift?.change.lower).toBeGreaterThan(rule.tolerance);
    expect(shift?.change.lower).toBeLessThan(shift?.change.ratio ?? 0);
    expect(shift?.change.upper).toBeGreaterThan(shift?.change.ratio ?? 1);
  });

  it("finds nothing in nights that only scatter", () => {
    for (const nights of [1, 2, 3, 4, 6, 10, 30]) {
      const found = Array.from({ length: 50 }, (_, seed) => shiftsOf(noisyNights(levels([nights, 0]), seed)));
      expect(found.flat()).toEqual([]);
    }
  });

  it("leaves a change alone that is real but may be within the tolerance", () => {
    expect(shiftsOf(noisyNights(levels([15, 0], [15, 0.02])))).toEqual([]);
    expect(shiftsOf(noisyNights(levels([15, 0], [3, 0.033])))).toEqual([]);
  });

  it("waits for three nights on the new level", () => {
    expect(shiftsOf(noisyNights(levels([10, 0], [2, 0.1])))).toEqual([]);
    expect(places(shiftsOf(noisyNights(levels([10, 0], [3, 0.1]))))).toEqual([["slower", commitOf(9), commitOf(10)]]);
  });

  it("leaves out what was undone later, and tells the undoing", () => {
    expect(places(shiftsOf(noisyNights(levels([10, 0], [8, 0.1], [8, 0]))))).toEqual([
      ["faster", commitOf(17), commitOf(18)],
    ]);
    expect(places(shiftsOf(noisyNights(levels([10, 0], [8, -0.1], [8, 0]))))).toEqual([
      ["slower", commitOf(17), commitOf(18)],
    ]);
  });

  it("says what is left of a change that was undone in part", () => {
    const [shift] = shiftsOf(noisyNights(levels([10, 0], [8, 0.2], [8, 0.1])));
    expect(shift).toMatchObject({ kind: "slower", lastGoodCommit: commitOf(9), firstBadCommit: commitOf(10) });
    expect(shift?.change.ratio).toBeCloseTo(0.1, 2);
  });

  it("takes the last night on the old level for the last good one, however odd the nights before the change were", () => {
    const ratios = [...levels([10, 0]), -0.01, 0.06, -0.14, ...levels([8, 0.1])];
    expect(places(shiftsOf(noisyNights(ratios)))).toEqual([["slower", commitOf(12), commitOf(13)]]);
  });

  it("names two changes that both stand, the latest first", () => {
    expect(places(shiftsOf(noisyNights(levels([10, 0], [10, 0.1], [10, 0.2]))))).toEqual([
      ["slower", commitOf(19), commitOf(20)],
      ["slower", commitOf(9), commitOf(10)],
    ]);
  });

  it("adds up steps that are each within the tolerance", () => {
    const [shift, ...others] = shiftsOf(noisyNights(levels([10, 0], [10, 0.02], [10, 0.04], [10, 0.06])));
    expect(others).toEqual([]);
    expect(shift?.kind).toBe("slower");
    expect(shift?.change.lower).toBeGreaterThan(rule.tolerance);
  });

  it("names the anchor as the last good commit of a cell that was slower from the first night on", () => {
    const shifts = shiftsOf(noisyNights(levels([5, 0.1])));
    expect(places(shifts)).toEqual([["slower", anchorCommit, commitOf(0)]]);
    expect(shifts[0]).toMatchObject({ before: 0, lastGoodNight: null });
    expect(shiftsOf(noisyNights(levels([2, 0.1])))).toEqual([]);
  });

  it.each([1, 2])("tells a change after the first %i nights from one before them", (nights) => {
    const shifts = shiftsOf(noisyNights(levels([nights, 0], [6, 0.1])));
    expect(places(shifts)).toEqual([["slower", commitOf(nights - 1), commitOf(nights)]]);
    expect(shifts[0]?.lastGoodNight).toEqual({ recordedAt: timeOf(nights - 1), commit: commitOf(nights - 1) });
  });

  it("tells faster cells too, after the slower ones", () => {
    const slow = noisyNights(levels([10, 0], [8, 0.1]), 1);
    const fast = noisyNights(levels([12, 0], [6, -0.2]), 2);
    const both = slow.map((record, night) => ({
      ...record,
      cells: [...(fast[night]?.cells ?? []).map((cell) => ({ ...cell, cell: "a faster one" })), ...record.cells],
    }));
    const shifts = shiftsOf(both);
    expect(places(shifts)).toEqual([
      ["slower", commitOf(9), commitOf(10)],
      ["faster", commitOf(11), commitOf(12)],
    ]);
    expect(shifts[1]).toMatchObject({ cell: "a faster one" });
    expect(shifts[1]?.change.upper).toBeLessThan(-0.03);
  });

  it("bridges nights in which the cell failed", () => {
    const records = noisyNights(levels([10, 0], [8, 0.1]));
    for (const night of [9, 10]) records[night] = nightRecord(night, [withState("failed")]);
    expect(places(shiftsOf(records))).toEqual([["slower", commitOf(8), commitOf(11)]]);
  });

  it("keeps a change of a cell that failed last night, and forgets that of one that is gone", () => {
    const records = noisyNights(levels([10, 0], [8, 0.1]));
    expect(shiftsOf([...records, nightRecord(18, [withState("failed")])])).toHaveLength(1);
    expect(shiftsOf([...records, nightRecord(18, [withState("incomparable")])])).toHaveLength(1);
    expect(shiftsOf([...records, nightRecord(18, [withState("removed")])])).toEqual([]);
    expect(shiftsOf([...records, nightRecord(18, [measured(0, "another")])])).toEqual([]);
  });

  it("finds the change after nights that were skipped as unchanged", () => {
    const records = [...Array(10).keys()].map((night) => nightRecord(night, [skipped()]));
    const changed = noisyNights(levels([14, 0.08])).slice(10);
    expect(places(shiftsOf([...records, ...changed]))).toEqual([["slower", commitOf(9), commitOf(10)]]);
  });

  it("does not take the scatter of measured nights for a change after skipped ones", () => {
    const found = Array.from({ length: 50 }, (_, seed) => {
      const random = seededRandom(seed);
      return shiftsOf(
        levels([12, 0], [6, 1]).map((isMeasured, night) =>
          nightRecord(night, [isMeasured === 0 ? skipped() : measured(0.01 * gaussian(random))]),
        ),
      );
    });
    expect(found.flat()).toEqual([]);
  });

  it.each([
    { halfWidth: 0.01, found: 1 },
    { halfWidth: 0.06, found: 0 },
  ])("trusts nights after skipped ones as far as each was measured: within $halfWidth", ({ halfWidth, found }) => {
    const records = [...Array(40).keys()].map((night) => nightRecord(night, [skipped()]));
    const measurements = [0.045, 0.04, 0.047].map((ratio, index) => {
      const effect = { ratio, lower: ratio - halfWidth, upper: ratio + halfWidth, level: 0.998 };
      return nightRecord(40 + index, [{ ...measured(ratio), effect }]);
    });
    expect(shiftsOf([...records, ...measurements])).toHaveLength(found);
  });

  it("says so where the machine became another one", () => {
    const records = levels([10, 0], [8, 0.1]).map((ratio, night) =>
      nightRecord(night, [measured(ratio, undefined, night < 10 ? "T4" : "L4")]),
    );
    expect(shiftsOf(records)[0]?.processors).toEqual({ before: "T4", after: "L4" });
  });

  it("looks at each anchor alone", () => {
    const old = noisyNights(levels([10, 0]));
    const fresh = noisyNights(levels([14, 0.1])).slice(10);
    const anew = fresh.map((record) => ({ ...record, tag: "v2.0.0", base: commitOf(9) }));
    expect(places(shiftsOf([...old, ...anew]))).toEqual([["slower", commitOf(9), commitOf(10)]]);
    expect(shiftsOf([...old, ...anew])[0]?.lastGoodNight).toBeNull();
  });
});
