import { describe, expect, it } from "vitest";
import { neighbours } from "../../bench/verdict/record.ts";
import { isNamed, type Scenario, scenarioName, scenarios } from "../../bench/verdict/scenarios.ts";
import { nextScenario, Progress } from "../../bench/verdict/schedule.ts";
import { sampleRecord } from "./sample-record.ts";

const scenario = (overrides: Partial<Scenario> = {}): Scenario => ({
  graph: "1 ms",
  variant: "identical",
  addedPercent: 0,
  threads: 1,
  wanted: { quiet: 10, busy: 5 },
  ...overrides,
});
const few = scenario({ graph: "10 ms", wanted: { quiet: 2, busy: 2 } });
const slower = scenario({ variant: "slower", addedPercent: 2, wanted: { quiet: 3, busy: 3 } });
const ready = () => true;

function recordOf({ graph, variant, addedPercent, threads }: Scenario, neighbour: "quiet" | "busy" = "quiet") {
  return sampleRecord({ graph, variant, addedPercent, threads, neighbour });
}

describe("the wanted numbers", () => {
  it("are those that the proof is to have", () => {
    const total = (chosen: readonly Scenario[], neighbour: "quiet" | "busy") =>
      chosen.reduce((sum, { wanted }) => sum + wanted[neighbour], 0);
    const same = scenarios.filter(
      ({ variant, threads, graph }) => variant !== "slower" && threads === 1 && graph !== "search@1",
    );
    expect([total(same, "quiet"), total(same, "busy")]).toEqual([400, 200]);
    const wanted = (name: string) => scenarios.find((item) => scenarioName(item) === name)?.wanted;
    expect(wanted("1 ms +2%")).toEqual({ quiet: 60, busy: 60 });
    expect(wanted("10 ms +3%")).toEqual({ quiet: 60, busy: 60 });
    for (const name of ["1 ms identical", "eight subgraphs +1%", "1 ms identical, 2 threads"]) {
      expect([name, Math.min(...Object.values(wanted(name) ?? {}))]).toEqual([name, 20]);
    }
    // A hundred together: fewer say nothing of 99%.
    for (const graph of ["0.1 ms", "1 ms", "10 ms"]) expect(wanted(`${graph} +5%`)).toEqual({ quiet: 34, busy: 34 });
    for (const graph of ["0.1 ms", "1 ms", "10 ms"]) {
      for (const percent of [1, 2, 3, 5, 10]) {
        const name = `${graph} +${percent}%`;
        expect([name, wanted(name)?.busy]).toEqual([name, expect.any(Number)]);
      }
    }
  });

  it("are of scenarios that no two share a name", () => {
    const names = scenarios.map(scenarioName);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("a scenario's name", () => {
  it("is found by its words, and 0.1 ms is not 1 ms", () => {
    const found = (text: string) => scenarios.filter((item) => isNamed(item, text)).map(scenarioName);
    expect(found("1 ms +2%")).toEqual(["1 ms +2%"]);
    expect(found("renamed")).toEqual(["1 ms renamed", "0.1 ms renamed", "10 ms renamed"]);
    expect(found("eight")).toEqual(["eight subgraphs +1%"]);
  });
});

describe("choosing the next scenario", () => {
  it("takes the one that is furthest behind its share", () => {
    const progress = new Progress([recordOf(few), ...Array.from({ length: 4 }, () => recordOf(scenario()))]);
    expect(nextScenario([few, scenario()], "quiet", progress, ready)).toEqual(scenario());
    progress.add(recordOf(scenario()));
    progress.add(recordOf(scenario()));
    expect(nextScenario([few, scenario()], "quiet", progress, ready)).toBe(few);
  });

  it("takes turns so that all end together", () => {
    const progress = new Progress([]);
    const all = [few, scenario(), slower];
    for (let step = 0; step < 15; step++) {
      const next = nextScenario(all, "quiet", progress, ready);
      if (next === null) throw new Error("15 verdicts are wanted");
      progress.add(recordOf(next));
      const shares = all.map((item) => progress.share(item, "quiet"));
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(0.5);
    }
    expect(nextScenario(all, "quiet", progress, ready)).toBeNull();
    expect(nextScenario(all, "busy", progress, ready)).toBe(few);
  });

  it("counts what was beside a neighbour apart", () => {
    const progress = new Progress([recordOf(few, "busy"), recordOf(few, "busy")]);
    expect(nextScenario([few], "busy", progress, ready)).toBeNull();
    expect(nextScenario([few], "quiet", progress, ready)).toBe(few);
  });

  it("calibrates in quiet minutes, also for a scenario that wants no quiet verdict", () => {
    const busyOnly = { ...slower, wanted: { quiet: 0, busy: 3 } };
    const progress = new Progress([]);
    expect(nextScenario([busyOnly], "busy", progress, () => false)).toBeNull();
    expect(nextScenario([busyOnly], "quiet", progress, () => false)).toBe(busyOnly);
    expect(nextScenario([busyOnly], "quiet", progress, ready)).toBeNull();
  });

  it("counts a verdict that was an error, or the same fault would be tried for ever", () => {
    const errors = [1, 2].map(() => ({ ...recordOf(few), decision: "error" as const, effect: null }));
    expect(nextScenario([few], "quiet", new Progress(errors), ready)).toBeNull();
  });

  it("knows each record's scenario by its name", () => {
    for (const item of scenarios) {
      for (const neighbour of neighbours) {
        expect(new Progress([recordOf(item, neighbour)]).of(item, neighbour)).toHaveLength(1);
      }
    }
  });
});
