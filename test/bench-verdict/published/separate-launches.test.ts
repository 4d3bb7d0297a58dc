import { describe, expect, it } from "vitest";
import { othersShare } from "../../../bench/verdict/published/others-share.ts";
import { replayOther } from "../../../bench/verdict/published/replay-others.ts";
import { asvContinuous, asvInterleaved } from "../../../bench/verdict/published/rules/asv.ts";
import { bencherRelative, bencherTTest } from "../../../bench/verdict/published/rules/bencher.ts";
import { fivePercent } from "../../../bench/verdict/published/rules/five-percent.ts";
import type { SideRun } from "../../../bench/verdict/published/rules/other-rule.ts";
import { rustcPerf } from "../../../bench/verdict/published/rules/rustc-perf.ts";
import { dataFor } from "../../../bench/verdict/published/separate-launches.ts";
import type { VerdictRecord } from "../../../bench/verdict/record.ts";
import { simulatedRecords } from "./simulated-records.ts";

const plain = fivePercent("separate", 1);
const identical = { verdicts: 30, launches: 4 };

function baseOf(record: VerdictRecord | undefined, launch = 0): SideRun {
  return record?.launches[launch]?.instances.map(({ base }) => base) ?? [];
}
function headOf(record: VerdictRecord | undefined, launch = 0): SideRun {
  return record?.launches[launch]?.instances.map(({ head }) => head) ?? [];
}

describe("the data of a tool that runs base and head as separate jobs", () => {
  const records = simulatedRecords([identical], { minutesApart: 1 });
  const verdict = records[10];
  if (verdict === undefined) throw new Error("too few records");

  it("is the head side of a verdict's first launch and the base side of the nearest two minutes before or more", () => {
    const data = dataFor(plain, verdict, records);
    expect(data?.measured.head).toEqual([headOf(records[10])]);
    expect(data?.measured.base).toEqual([baseOf(records[8])]);
    expect(data?.seconds).toBeCloseTo(1.4, 12);
    expect(data?.lagSeconds).toBe(120);
    expect(data?.uses).toEqual([records[8], records[10]]);
  });
  it("has a history of launches of base in the same steps, newest first, and uses all verdicts that it reaches across", () => {
    const rule = { ...bencherTTest, history: { least: 3, most: 3 } };
    const data = dataFor(rule, verdict, records);
    expect(data?.measured.base).toEqual([baseOf(records[8])]);
    expect(data?.measured.history).toEqual([baseOf(records[6]), baseOf(records[4]), baseOf(records[2])]);
    expect(data?.uses).toEqual(records.slice(2, 11));
  });
  it("is missing where the records do not go back so far", () => {
    expect(dataFor(plain, verdict, records.slice(9))).toBeNull();
    expect(dataFor(bencherTTest, verdict, records)).toBeNull();
  });
  it("is missing for eight subgraphs, whose base differs from verdict to verdict", () => {
    const eight = records.map((record): VerdictRecord => ({ ...record, graph: "eight subgraphs" }));
    expect(eight[10] === undefined ? undefined : dataFor(plain, eight[10], eight)).toBeNull();
    expect(eight[10] === undefined ? null : dataFor(bencherRelative, eight[10], eight)).not.toBeNull();
  });
});

describe("the data of a tool that runs head right after base", () => {
  const records = simulatedRecords([identical]);
  const [verdict] = records;
  if (verdict === undefined) throw new Error("too few records");

  it("is the base side of a verdict's first launch and the head side of the second", () => {
    const data = dataFor(bencherRelative, verdict, records);
    expect(data?.measured).toEqual({ base: [baseOf(verdict)], head: [headOf(verdict, 1)], history: [] });
    expect(data?.lagSeconds).toBe(1.5);
    expect(data?.uses).toEqual([verdict]);
  });
  it("is as many launches as the tool runs, first all of base and then all of head", () => {
    const data = dataFor(asvContinuous, verdict, records);
    expect(data?.measured.base).toEqual([baseOf(verdict), baseOf(verdict, 1)]);
    expect(data?.measured.head).toEqual([headOf(verdict, 2), headOf(verdict, 3)]);
    expect(data?.seconds).toBeCloseTo(2.8, 12);
  });
  it("is both sides of the same launches where the tool interleaves", () => {
    const data = dataFor(asvInterleaved, verdict, records);
    expect(data?.measured.base).toEqual([baseOf(verdict), baseOf(verdict, 1)]);
    expect(data?.measured.head).toEqual([headOf(verdict), headOf(verdict, 1)]);
    expect(data?.lagSeconds).toBe(0);
  });
  it("is missing where the verdict has too few launches", () => {
    expect(dataFor(asvContinuous, { ...verdict, launches: verdict.launches.slice(0, 3) }, records)).toBeNull();
  });
});

describe("a replay", () => {
  it("takes base and the history from any pair with the same base beside the same neighbour", () => {
    const records = simulatedRecords(
      [
        { ...identical, addedPercent: 5, verdicts: 3 },
        { ...identical, neighbour: "busy", verdicts: 40 },
        { ...identical, graph: "10 ms", verdicts: 40 },
        { ...identical, variant: "renamed", verdicts: 40 },
      ],
      { minutesApart: 2 },
    );
    const slower = replayOther(plain, records).filter(({ compared }) => compared.variant === "slower");
    // The first has nothing before it.
    expect(slower.map(({ uses }) => uses.map(({ variant }) => variant))).toEqual([
      ["renamed", "slower"],
      ["renamed", "slower"],
    ]);
    expect(replayOther(bencherTTest, records).every(({ compared }) => compared.variant !== "slower")).toBe(true);
  });
  it("makes one outcome of each verdict that has the data", () => {
    const records = simulatedRecords([identical], { minutesApart: 2 });
    expect(replayOther(plain, records)).toHaveLength(29);
    expect(replayOther(bencherRelative, records)).toHaveLength(30);
    expect(replayOther(asvInterleaved, records)).toHaveLength(30);
  });
  it("flags a slowdown that is far above all scatter, and nothing where nothing scatters", () => {
    const noise = { betweenLaunches: 0, withinLaunch: 0, createdFirst: 0, warmedFirst: 0, bias: 0 };
    const records = simulatedRecords([identical, { ...identical, addedPercent: 10 }], { noise, minutesApart: 2 });
    const slower = (outcomes: ReturnType<typeof replayOther>) =>
      outcomes.filter(({ called }) => called === "slower").map(({ compared }) => compared.addedPercent);
    expect(slower(replayOther(plain, records))).toEqual(Array.from({ length: 30 }, () => 10));
    // With 1% of scatter within a launch, 10% is at the edge of asv's factor: no more is asked of identical pairs.
    expect(slower(replayOther(asvContinuous, records))).not.toContain(0);
  });
});

describe("the share of others' replays", () => {
  const records = simulatedRecords([{ ...identical, verdicts: 120 }], { minutesApart: 2 });
  const shareOf = (rule: Parameters<typeof replayOther>[0]) => othersShare(replayOther(rule, records), () => false);

  it("counts every verdict where a replay is made of one", () => {
    expect(shareOf(bencherRelative)).toMatchObject({ trials: 120, effective: 120 });
  });
  it("counts disjoint pairs of verdicts where base and head are separate jobs", () => {
    // Each replay takes head from one verdict and base from the one before: every second of 119 has one of its own.
    expect(shareOf(plain)).toMatchObject({ trials: 119, effective: 60 });
  });
  it("counts disjoint stretches of verdicts where a history is compared with", () => {
    // 51 verdicts at least, and 102 at most: 52 of the first 120, and no other within the rest.
    expect(shareOf(rustcPerf)).toMatchObject({ trials: 69, effective: 1 });
    expect(shareOf(rustcPerf)?.upper).toBeCloseTo(0.975, 12);
  });
});
