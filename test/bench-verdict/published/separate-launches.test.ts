import { describe, expect, it } from "vitest";
import { replayOther } from "../../../bench/verdict/published/replay-others.ts";
import { asvContinuous, asvInterleaved } from "../../../bench/verdict/published/rules/asv.ts";
import { bencherTTest } from "../../../bench/verdict/published/rules/bencher.ts";
import { fivePercent } from "../../../bench/verdict/published/rules/five-percent.ts";
import type { SideRun } from "../../../bench/verdict/published/rules/other-rule.ts";
import { dataFor } from "../../../bench/verdict/published/separate-launches.ts";
import type { VerdictRecord } from "../../../bench/verdict/record.ts";
import { simulatedRecords } from "./simulated-records.ts";

const identical = { verdicts: 30, launches: 4 };

function baseOf(record: VerdictRecord | undefined, launch = 0): SideRun {
  return record?.launches[launch]?.instances.map(({ base }) => base) ?? [];
}
function headOf(record: VerdictRecord | undefined, launch = 0): SideRun {
  return record?.launches[launch]?.instances.map(({ head }) => head) ?? [];
}

describe("the data of a tool that runs base and head apart", () => {
  const records = simulatedRecords([identical], { minutesApart: 1 });
  const verdict = records[10];
  if (verdict === undefined) throw new Error("too few records");

  it("is the head side of a verdict's first launch and the base side of one two minutes before", () => {
    const data = dataFor(fivePercent, verdict, records, records);
    expect(data?.measured.head).toEqual([headOf(records[10])]);
    expect(data?.measured.base).toEqual([baseOf(records[8])]);
    expect(data?.seconds).toBeCloseTo(1.4, 12);
  });
  it("is as many launches as the tool runs", () => {
    const data = dataFor(asvContinuous, verdict, records, records);
    expect(data?.measured.head).toEqual([headOf(records[10]), headOf(records[10], 1)]);
    expect(data?.measured.base).toEqual([baseOf(records[8]), baseOf(records[8], 1)]);
    expect(data?.seconds).toBeCloseTo(2.8, 12);
  });
  it("is both sides of the same launches where the tool interleaves", () => {
    const data = dataFor(asvInterleaved, verdict, records, records);
    expect(data?.measured.base).toEqual([baseOf(records[10]), baseOf(records[10], 1)]);
  });
  it("has a history of launches of base, two minutes from each other, newest first", () => {
    const rule = { ...bencherTTest, history: { least: 3, most: 3 } };
    const data = dataFor(rule, verdict, records, records);
    expect(data?.measured.history).toEqual([baseOf(records[6]), baseOf(records[4]), baseOf(records[2])]);
  });
  it("is missing where the records do not go back so far", () => {
    expect(dataFor(fivePercent, verdict, records.slice(9), records)).toBeNull();
    expect(dataFor(bencherTTest, verdict, records, records)).toBeNull();
  });
});

describe("a replay", () => {
  it("takes base from the same pair only, and the history from any pair with the same base", () => {
    const records = simulatedRecords([
      { ...identical, addedPercent: 5, verdicts: 3 },
      { ...identical, neighbour: "busy", verdicts: 40 },
      { ...identical, variant: "renamed", verdicts: 40 },
    ]);
    // The second and third slowed verdicts have one before them; ten values of base are not there yet.
    const slower = (outcomes: readonly { compared: { variant: string } }[]) =>
      outcomes.filter(({ compared }) => compared.variant === "slower").length;
    expect(slower(replayOther(fivePercent, records))).toBe(2);
    expect(slower(replayOther(bencherTTest, records))).toBe(0);
  });
  it("makes one outcome of each verdict that has the data", () => {
    const records = simulatedRecords([identical], { minutesApart: 2 });
    expect(replayOther(fivePercent, records)).toHaveLength(29);
    expect(replayOther(asvInterleaved, records)).toHaveLength(30);
  });
  it("flags a slowdown that is far above all scatter, and nothing where nothing scatters", () => {
    const noise = { betweenLaunches: 0, withinLaunch: 0, createdFirst: 0, warmedFirst: 0, bias: 0 };
    const records = simulatedRecords([identical, { ...identical, addedPercent: 10 }], { noise, minutesApart: 2 });
    const outcomes = replayOther(fivePercent, records);
    expect(outcomes.filter(({ called }) => called === "slower").map(({ compared }) => compared.addedPercent)).toEqual(
      Array.from({ length: 29 }, () => 10),
    );
  });
});
