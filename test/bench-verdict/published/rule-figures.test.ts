import { describe, expect, it } from "vitest";
import { biasFigures } from "../../../bench/verdict/published/bias.ts";
import type { BiasFigures } from "../../../bench/verdict/published/figures.ts";
import { liveOutcomes } from "../../../bench/verdict/published/outcome.ts";
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
  return conditionFigures(liveOutcomes(all), "quiet", countedShare);
}

function target(all: readonly VerdictRecord[], what: string, neighbour = "quiet", bias = biasFigures(all)) {
  return targetFigures(all, bias).find((figure) => figure.what.includes(what) && figure.neighbour === neighbour);
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
    expect(figures(all)).toMatchObject({ falseFlags: { hits: 3, trials: 9 }, errors: 1 });
  });
  it("count what is undecided of identical and of slowed pairs apart, and an error as neither", () => {
    const all = [
      ...records(3, {}),
      ...records(1, { decision: "inconclusive" }),
      ...records(2, { decision: "error" }),
      ...records(2, { ...slower, addedPercent: 5, decision: "inconclusive" }),
      ...records(3, { ...slower, addedPercent: 5, decision: "error" }),
    ];
    const { inconclusive, errors, missed, caught } = figures(all);
    expect(inconclusive).toMatchObject({ identical: { hits: 1, trials: 4 }, slowed: { hits: 2, trials: 2 } });
    expect(errors).toBe(5);
    expect(missed).toMatchObject({ hits: 0, trials: 2 });
    // An error catches nothing.
    expect(caught[0]?.share).toMatchObject({ hits: 0, trials: 5 });
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
    expect(caught[1]?.calibratedPercent).toEqual({ mean: 4.97, error: 0.03 });
    expect(missed).toMatchObject({ hits: 1, trials: 5 });
    expect(falseFlags).toBeNull();
  });
  it("give the median and the 95th percentile of the seconds on identical pairs, by graph", () => {
    const all = [
      ...Array.from({ length: 21 }, (_, index) => sampleRecord({ seconds: index })),
      ...records(5, { graph: "10 ms", seconds: 30 }),
      ...records(5, { threads: 2, seconds: 99 }),
      ...records(5, { ...slower, addedPercent: 5, seconds: 99 }),
      ...records(5, { decision: "error", seconds: 0 }),
    ];
    expect(figures(all).seconds).toEqual([
      { graph: "1 ms", median: 10, p95: 19 },
      { graph: "10 ms", median: 30, p95: 30 },
    ]);
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
    expect(target(records(59, caught), "+2% nominal")?.reached).toBe("not enough data");
    expect(target([...records(57, caught), ...records(3, { ...caught, seconds: 61 })], "+2% nominal")?.reached).toBe(
      "yes",
    );
    expect(target([...records(56, caught), ...records(4, { ...caught, seconds: 61 })], "+2% nominal")).toMatchObject({
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
    expect(target(all, "+2% nominal", "busy")?.reached).toBe("yes");
  });
  it("asks +5% of all three graphs, and says yes to 99% where they have a hundred verdicts together", () => {
    const of = (graph: VerdictRecord["graph"], count: number, decision: VerdictRecord["decision"] = "regression") =>
      records(count, { ...slower, addedPercent: 5, graph, decision });
    const all = (count: number) => [...of("0.1 ms", count), ...of("1 ms", count), ...of("10 ms", count)];
    expect(target(all(33), "+5% nominal")?.reached).toBe("not enough data");
    expect(target(all(34), "+5% nominal")?.reached).toBe("yes");
    expect(target([...of("0.1 ms", 100), ...of("1 ms", 100)], "+5% nominal")?.reached).toBe("not enough data");
    expect(
      target([...of("0.1 ms", 20), ...of("1 ms", 20), ...of("10 ms", 20, "unchanged")], "+5% nominal"),
    ).toMatchObject({
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
    // Of twenty, more than 1% for sure.
    expect(target(records(20, { ...much, decision: "unchanged" }), "called unchanged")?.reached).toBe("no");
  });
  it("averages the seconds of all identical pairs: what ended otherwise took at least as long as it ran", () => {
    const all = [
      ...records(10, { seconds: 10 }),
      ...records(10, { seconds: 14 }),
      ...records(5, { decision: "inconclusive", seconds: 120 }),
    ];
    expect(target(all, "mean time")).toMatchObject({
      measured: "33.6 s over 25 verdicts, 20 of them `unchanged`",
      reached: "no",
    });
    expect(target(all.slice(0, 20), "mean time")?.reached).toBe("yes");
    expect(target(all.slice(0, 19), "mean time")?.reached).toBe("not enough data");
  });
  it("is no yes without saying so where verdicts ended in an error", () => {
    const all = [...records(400, {}), ...records(2, { decision: "error", seconds: 0 })];
    expect(target(all, "false flags")).toMatchObject({
      measured: "0 of 400, 0%; 2 errors",
      errors: 2,
      reached: "yes, apart from errors",
    });
    expect(target(all, "mean time")).toMatchObject({ errors: 2, reached: "yes, apart from errors" });
  });
  it("counts how often the slowed one of eight is the first row, with those that name nothing", () => {
    const eight = { ...slower, graph: "eight subgraphs", addedPercent: 1, slowedSubgraph: "part 3" } as const;
    const all = [...records(18, { ...eight, firstNamed: "part 3" }), ...records(2, { ...eight, firstNamed: null })];
    expect(target(all, "first row")).toMatchObject({ measured: "18 of 20, 90%", reached: "yes" });
    const failed = records(2, { ...eight, slowedSubgraph: null, decision: "error" });
    expect(target([...all, ...failed], "first row")).toMatchObject({
      measured: "18 of 22, 81.8%; 2 errors",
      reached: "no",
    });
  });
  it("asks that no bias, with two of its errors, is above the finest tolerance", () => {
    const row = (mean: number, error: number, verdicts = 10): BiasFigures => ({
      graph: "1 ms",
      variant: "renamed",
      neighbour: "quiet",
      threads: 1,
      verdicts,
      launches: 60,
      bias: { mean, error },
      createdFirst: null,
      warmedFirst: null,
    });
    const ofRows = (...rows: BiasFigures[]) => target([], "largest bias", "quiet", rows);
    expect(ofRows(row(0.1, 0.04), row(-0.25, 0.02))).toMatchObject({
      measured: "0.29% (1 ms renamed: -0.25 ± 0.02; of 2 pairs)",
      wanted: "0.3% at most",
      reached: "yes",
    });
    expect(ofRows(row(0.1, 0.04), row(-0.25, 0.03))?.reached).toBe("no");
    expect(ofRows(row(0.1, 0.04), row(-0.05, 0.02, 9))?.reached).toBe("not enough data");
    expect(ofRows(row(0.5, 0.02), row(-0.05, 0.02, 9))?.reached).toBe("no");
    expect(ofRows()?.reached).toBe("not enough data");
    expect(target([], "largest bias", "busy", [row(0.1, 0.04)])?.measured).toBe("no data yet");
  });
  it("says so where there is nothing", () => {
    const [first] = simulatedRecords([{ verdicts: 1 }]);
    expect(target(first === undefined ? [] : [first], "+3% nominal")).toMatchObject({
      measured: "no data yet",
      reached: "not enough data",
    });
  });
});
