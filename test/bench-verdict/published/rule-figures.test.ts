import { describe, expect, it } from "vitest";
import { liveOutcome } from "../../../bench/verdict/published/outcome.ts";
import { conditionFigures } from "../../../bench/verdict/published/rule-figures.ts";
import { countedShare } from "../../../bench/verdict/published/share.ts";
import { targetFigures } from "../../../bench/verdict/published/targets.ts";
import type { VerdictRecord } from "../../../bench/verdict/record.ts";
import { sampleRecord } from "../sample-record.ts";
import { simulatedRecords } from "./simulated-records.ts";

function records(count: number, overrides: Partial<VerdictRecord>): VerdictRecord[] {
  return Array.from({ length: count }, () => sampleRecord(overrides));
}

const slower = { variant: "slower", truePercent: { mean: 4.97, error: 0.03 } } as const;

function figures(all: readonly VerdictRecord[]) {
  return conditionFigures(all.map(liveOutcome), "quiet", countedShare);
}

function target(all: readonly VerdictRecord[], what: string, neighbour = "quiet") {
  return targetFigures(all).find((figure) => figure.what.includes(what) && figure.neighbour === neighbour);
}

describe("the figures of a rule", () => {
  it("count whatever is called slower or faster among pairs that compute the same, renamed ones too", () => {
    const all = [
      ...records(6, {}),
      ...records(2, { variant: "renamed", decision: "regression" }),
      ...records(1, { variant: "re-exported", decision: "improvement" }),
      ...records(1, { variant: "reordered", decision: "error" }),
      ...records(5, { neighbour: "busy", decision: "regression" }),
    ];
    expect(figures(all).falseFlags).toMatchObject({ hits: 3, trials: 10 });
    expect(figures(all).inconclusive).toMatchObject({ hits: 1, trials: 10 });
  });
  it("count what is caught for each slowed pair, and what is called unchanged from +3% on", () => {
    const all = [
      ...records(3, { ...slower, addedPercent: 5, decision: "regression" }),
      ...records(1, { ...slower, addedPercent: 5, decision: "unchanged" }),
      ...records(1, { ...slower, addedPercent: 5, decision: "inconclusive" }),
      ...records(4, { ...slower, addedPercent: 2, decision: "unchanged" }),
      ...records(2, { ...slower, addedPercent: 2, graph: "10 ms", decision: "regression" }),
    ];
    const { caught, missed, falseFlags } = figures(all);
    expect(
      caught.map(({ graph, addedPercent, share: { hits, trials } }) => [graph, addedPercent, hits, trials]),
    ).toEqual([
      ["1 ms", 2, 0, 4],
      ["1 ms", 5, 3, 5],
      ["10 ms", 2, 2, 2],
    ]);
    expect(caught[1]?.truePercent).toEqual({ mean: 4.97, error: 0.03 });
    expect(missed).toMatchObject({ hits: 1, trials: 5 });
    expect(falseFlags).toBeNull();
  });
  it("give the median and the 95th percentile of the seconds", () => {
    const all = Array.from({ length: 21 }, (_, index) => sampleRecord({ seconds: index }));
    expect(figures(all).seconds).toEqual({ median: 10, p95: 19 });
  });
});

describe("what has to be reached", () => {
  it("is not enough data where too few verdicts were made, and no as soon as one is false", () => {
    expect(target(records(399, {}), "false flags")?.reached).toBe("not enough data");
    expect(target(records(400, {}), "false flags")?.reached).toBe("yes");
    expect(target([...records(9, {}), ...records(1, { decision: "regression" })], "false flags")?.reached).toBe("no");
  });
  it("asks that +2% in 1 ms is caught within 60 s by 95% of 60 or more", () => {
    const caught = { ...slower, addedPercent: 2, decision: "regression" as const, seconds: 59 };
    expect(target(records(59, caught), "+2% true")?.reached).toBe("not enough data");
    expect(target([...records(57, caught), ...records(3, { ...caught, seconds: 61 })], "+2% true")?.reached).toBe(
      "yes",
    );
    expect(target([...records(56, caught), ...records(4, { ...caught, seconds: 61 })], "+2% true")).toMatchObject({
      measured: "56 of 60, 93.3%",
      reached: "no",
    });
  });
  it("gives it 120 s and 90% beside a busy neighbour", () => {
    const caught = {
      ...slower,
      addedPercent: 2,
      decision: "regression" as const,
      seconds: 119,
      neighbour: "busy",
    } as const;
    const all = [...records(54, caught), ...records(6, { ...caught, decision: "inconclusive" })];
    expect(target(all, "+2% true", "busy")?.reached).toBe("yes");
  });
  it("asks +5% of each of the three graphs", () => {
    const of = (graph: VerdictRecord["graph"], decision: VerdictRecord["decision"] = "regression") =>
      records(20, { ...slower, addedPercent: 5, graph, decision });
    expect(target([...of("0.1 ms"), ...of("1 ms")], "+5% true")?.reached).toBe("not enough data");
    expect(target([...of("0.1 ms"), ...of("1 ms"), ...of("10 ms")], "+5% true")?.reached).toBe("yes");
    expect(target([...of("0.1 ms"), ...of("1 ms"), ...of("10 ms", "unchanged")], "+5% true")).toMatchObject({
      measured: "40 of 60 (0.1 ms 20 of 20, 1 ms 20 of 20, 10 ms 0 of 20)",
      reached: "no",
    });
  });
  it("lets 1% of slowdowns of 3% or more be called unchanged, once that can be told", () => {
    const much = { ...slower, addedPercent: 3 };
    expect(target(records(99, { ...much, decision: "regression" }), "called unchanged")?.reached).toBe(
      "not enough data",
    );
    const one = [
      ...records(99, { ...much, decision: "regression" }),
      ...records(1, { ...much, decision: "unchanged" }),
    ];
    expect(target(one, "called unchanged")?.reached).toBe("yes");
    expect(target([...one, ...records(1, { ...much, decision: "unchanged" })], "called unchanged")?.reached).toBe("no");
  });
  it("averages the seconds of identical pairs that were called unchanged", () => {
    const all = [
      ...records(10, { seconds: 10 }),
      ...records(10, { seconds: 18 }),
      ...records(5, { decision: "inconclusive", seconds: 120 }),
    ];
    expect(target(all, "mean time")).toMatchObject({ measured: "14 s over 20 of 25 verdicts", reached: "yes" });
  });
  it("counts how often the slowed one of eight is named first", () => {
    const eight = { ...slower, graph: "eight subgraphs", addedPercent: 1, slowedSubgraph: "part 3" } as const;
    const all = [...records(18, { ...eight, firstNamed: "part 3" }), ...records(2, { ...eight, firstNamed: null })];
    expect(target(all, "named first")).toMatchObject({ measured: "18 of 20, 90%", reached: "yes" });
  });
  it("says so where there is nothing", () => {
    const [first] = simulatedRecords([{ verdicts: 1 }]);
    expect(target(first === undefined ? [] : [first], "+3% true")).toMatchObject({
      measured: "no data yet",
      reached: "not enough data",
    });
  });
});
