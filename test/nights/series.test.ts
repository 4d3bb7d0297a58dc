import { describe, expect, it } from "vitest";
import { nightSeries, unmeasuredCells } from "../../src/nights/index.ts";
import { anchorCommit, commitOf, measured, nightRecord, skipped, timeOf, withState } from "./night-records.ts";

describe("nightSeries", () => {
  it("makes one series a cell, of log ratios with dates and commits, oldest first", () => {
    const records = [
      nightRecord(1, [measured(0.1), measured(-0.5, "other")]),
      nightRecord(0, [measured(0), measured(0.02, "other")]),
    ];
    const [series, ...others] = nightSeries(records);
    expect(others).toEqual([]);
    expect(series?.anchor).toEqual({ tag: "v1.2.0", commit: anchorCommit });
    expect(series?.nights).toEqual([0, 1].map((night) => ({ recordedAt: timeOf(night), commit: commitOf(night) })));
    expect(series?.cells.map(({ cell }) => cell)).toEqual(["other", "search@16 gpu/onnxrt-cuda"]);
    const points = series?.cells[1]?.points ?? [];
    expect(points.map(({ logRatio }) => logRatio)).toEqual([0, Math.log1p(0.1)]);
    expect(points[1]).toMatchObject({ recordedAt: timeOf(1), commit: commitOf(1), processor: "T4" });
    expect(points[1]?.deviation).toBeGreaterThan(0);
  });

  it("takes a cell that is the anchor's own work as exactly as fast", () => {
    const [series] = nightSeries([nightRecord(0, [skipped()])]);
    expect(series?.cells[0]?.points).toMatchObject([{ logRatio: 0, deviation: 0 }]);
  });

  it.each(["new", "removed", "incomparable", "failed"] as const)("leaves a gap where a cell is %s", (state) => {
    const [series] = nightSeries([nightRecord(0, [measured(0)]), nightRecord(1, [withState(state)])]);
    expect(series?.cells[0]?.points).toHaveLength(1);
    expect(series?.cells[0]?.gaps).toEqual([{ recordedAt: timeOf(1), commit: commitOf(1), why: state }]);
  });

  it("leaves a gap where a night has no such cell, or no ratio that can be one", () => {
    const noEffect = { ...measured(0), effect: null };
    const records = [
      nightRecord(0, [measured(0)]),
      nightRecord(1, [measured(0, "other")]),
      nightRecord(2, [noEffect]),
      nightRecord(3, [measured(-1)]),
    ];
    const [series] = nightSeries(records);
    const searched = series?.cells.find(({ cell }) => cell === measured(0).cell);
    expect(searched?.points).toHaveLength(1);
    expect(searched?.gaps.map(({ why }) => why)).toEqual(["absent", "unusable", "unusable"]);
  });

  it("takes a cell as failed, not as gone, where its case failed as a whole or the night planned nothing", () => {
    const python = { ...measured(0, "search@16 local-python"), backend: null };
    const other = { ...measured(0, "rank gpu/onnxrt-cuda"), case: "rank" };
    const records = [
      nightRecord(0, [measured(0), python, other]),
      nightRecord(1, [withState("failed")]),
      nightRecord(2, [], { conclusion: "error" }),
    ];
    const [series] = nightSeries(records);
    const gaps = new Map(series?.cells.map(({ cell, gaps }) => [cell, gaps.map(({ why }) => why)]));
    expect(gaps.get("search@16 local-python")).toEqual(["failed", "failed"]);
    expect(gaps.get("rank gpu/onnxrt-cuda")).toEqual(["absent", "failed"]);
  });

  it("starts anew with a new anchor, and with a tag that was moved; that of the latest night is last", () => {
    const moved = "b".repeat(40);
    const records = [
      nightRecord(0, [measured(0)]),
      nightRecord(1, [measured(0)], { tag: "v1.3.0" }),
      nightRecord(2, [measured(0)], { base: moved }),
      nightRecord(3, [measured(0.3)]),
    ];
    expect(nightSeries(records).map(({ anchor, nights }) => [anchor.tag, anchor.commit, nights.length])).toEqual([
      ["v1.3.0", anchorCommit, 1],
      ["v1.2.0", moved, 1],
      ["v1.2.0", anchorCommit, 2],
    ]);
  });

  it("reads nights alone, and only those that had an anchor", () => {
    expect(
      nightSeries([
        nightRecord(0, [measured(0)], { kind: "merge" }),
        nightRecord(1, [measured(0)], { kind: "release" }),
        nightRecord(2, [measured(0)], { base: null }),
      ]),
    ).toEqual([]);
  });

  it("counts a night that was run again once, as it ended last", () => {
    const again = { recordedAt: timeOf(0.2), run: { id: 1000, attempt: 2, url: "https://github.com/o/r" } };
    const [series] = nightSeries([nightRecord(0, [measured(0.4)]), nightRecord(0, [measured(0.1)], again)]);
    expect(series?.cells[0]?.points.map(({ logRatio }) => logRatio)).toEqual([Math.log1p(0.1)]);
  });

  it("keeps all nights of a laptop, which have no run", () => {
    const [series] = nightSeries([0, 1].map((night) => nightRecord(night, [measured(0)], { run: null })));
    expect(series?.nights).toHaveLength(2);
  });
});

describe("unmeasuredCells", () => {
  it("names what failed last night, not what failed earlier or is no longer planned", () => {
    const [series] = nightSeries([
      nightRecord(0, [withState("failed", "earlier"), measured(0, "later"), measured(0, "gone")]),
      nightRecord(1, [measured(0, "earlier"), withState("failed", "later"), withState("incomparable", "odd")]),
    ]);
    if (series === undefined) throw new Error("no series");
    expect(unmeasuredCells(series)).toEqual([
      { cell: "later", why: "failed" },
      { cell: "odd", why: "incomparable" },
    ]);
  });
});
