import { describe, expect, it } from "vitest";
import type { CompareInput } from "../../src/compare/index.ts";
import {
  config,
  type GraphCell,
  graphCell,
  input,
  judge,
  type LaunchOptions,
  launches,
  localPythonCell,
  measured,
  newCell,
  outcomeIn,
} from "./measured-plan.ts";

describe("money", () => {
  const price = { pricePerHourUsd: 3.6, source: "pacegate.yml", date: "as configured" };

  it("is billed by the target's price, a call and an item, and the price is told", () => {
    const priceOf = (target: string) => (target === "here" ? price : null);
    const { outcome, verdict } = outcomeIn(input([graphCell()], [measured()], { priceOf }), "measured");
    // 3.6 $/h is 1e-6 $/ms: a million calls of 5.5 ms cost $5.50, of 16 items each.
    expect(outcome.base.usdPerMillionCalls).toBeCloseTo(outcome.base.msPerRun, 9);
    expect(outcome.base.usdPerMillionItems).toBeCloseTo(outcome.base.msPerRun / 16, 9);
    expect(verdict.prices).toEqual([{ target: "here", ...price }]);
  });

  it("of local python is known only where the exporting machine is a target with a price", () => {
    const measurement = measured({
      cell: "search@16 local-python",
      launches: launches({ of: localPythonCell(), baseMs: [20] }),
    });
    const cost = (priceOf: CompareInput["priceOf"]) =>
      outcomeIn(input([localPythonCell()], [measurement], { priceOf }), "measured").outcome.head.usdPerMillionCalls;
    expect(cost(() => null)).toBeNull();
    expect(cost((target) => (target === "here" ? price : null))).toBeGreaterThan(0);
  });

  it("of a runner does not bill local python, which did not run there", () => {
    const measurement = measured({
      cell: "search@16 local-python",
      launches: launches({ of: localPythonCell(), baseMs: [20] }),
    });
    const runner = {
      name: "big",
      place: { kind: "runner" as const, runsOn: ["big"], optional: false, runners: 1 },
      pricePerHourUsd: 9,
      threads: null,
    };
    const given = input([localPythonCell()], [measurement], {
      config: { ...config(), targets: [runner] },
      priceOf: () => price,
    });
    const { outcome, verdict } = outcomeIn(given, "measured");
    expect(outcome.head.usdPerMillionCalls).toBeNull();
    expect(verdict.prices).toEqual([]);
  });

  it("without a price is unknown, never zero", () => {
    const { outcome, verdict } = outcomeIn(input([graphCell()], [measured()]), "measured");
    expect(outcome.head).toMatchObject({ usdPerMillionCalls: null, usdPerMillionItems: null });
    expect(verdict.prices).toEqual([]);
  });
});

describe("budgets", () => {
  const p95 = (limit: number) => [{ metric: "p95-ms" as const, limit, limitMsPerRun: limit, alpha: 0.0005 }];
  const withBudgets = (budgets: GraphCell["budgets"], options: Partial<LaunchOptions> = {}) =>
    input([graphCell(budgets === undefined ? {} : { budgets })], [measured({ launches: launches(options) })]);

  it("that are surely missed fail the cell, though nothing got slower, and the headline has the interval", () => {
    const { cell, verdict } = judge(withBudgets(p95(5)));
    expect(cell.budgets).toEqual([
      {
        metric: "p95-ms",
        limit: 5,
        decision: "missed",
        actual: expect.closeTo(5.6, 0),
        interval: { lower: expect.any(Number), upper: expect.any(Number), level: expect.any(Number) },
      },
    ]);
    const [{ actual, interval } = { actual: null, interval: null }] = cell.budgets;
    expect(interval?.lower).toBeGreaterThan(5);
    expect(interval?.lower).toBeLessThan(actual ?? 0);
    expect(cell.effectOnGate).toBe("fail-regression");
    expect(verdict.headline).toMatch(
      /^search@16 on here\/onnxrt-cpu is over its budget: p95 5\.\d+ ms \(5\.\d+ to 5\.\d+\) against 5 ms\.$/,
    );
  });

  it("that are surely met pass", () => {
    const { cell, verdict } = judge(withBudgets(p95(10)));
    expect(cell.budgets).toMatchObject([{ decision: "met" }]);
    expect(verdict.conclusion).toBe("pass");
  });

  it("whose limit lies within the interval are neither, block nothing, and say what they were held against", () => {
    const level = judge(withBudgets(p95(100))).cell.budgets[0]?.actual ?? Number.NaN;
    const { cell, verdict } = judge(withBudgets(p95(level)));
    expect(cell.budgets).toMatchObject([{ decision: "undecided" }]);
    expect(cell.effectOnGate).toBe("does-not-block");
    expect(cell.reason).toMatch(
      /whether its budget is met could not be told: p95 \S+ ms \(\S+ to \S+\) against \S+ ms\.$/,
    );
    expect(verdict.headline).toContain("1 cell has a budget that could not be decided");
    const release = judge({ ...withBudgets(p95(level)), event: "release" });
    expect([release.cell.effectOnGate, release.verdict.conclusion]).toEqual(["fail-error", "error"]);
    expect(release.verdict.headline).toContain("has a budget that could not be decided: p95");
  });

  it("on the 95th percentile see the stalls that the comparison leaves out", () => {
    const stalling = withBudgets(p95(10), { headStalls: 0.07 });
    expect(judge(stalling).cell.budgets).toMatchObject([{ decision: "missed" }]);
  });

  it("on cost do not count stalls", () => {
    const cost = [{ metric: "cost-per-million-usd" as const, limit: 1, limitMsPerRun: 10, alpha: 0.0005 }];
    const { cell } = judge(withBudgets(cost, { headStalls: 0.07 }));
    expect(cell.budgets).toMatchObject([{ decision: "met", actual: expect.closeTo(0.55, 1) }]);
  });

  it("on cost without a price cannot be decided, and fail", () => {
    const cost = [{ metric: "cost-per-million-usd" as const, limit: 1, limitMsPerRun: null, alpha: 0.0005 }];
    const { outcome, cell } = outcomeIn(withBudgets(cost), "failed");
    expect(outcome.failure).toBe("budget-undecided");
    expect(cell.budgets).toEqual([
      { metric: "cost-per-million-usd", limit: 1, decision: "undecided", actual: null, interval: null },
    ]);
    expect(cell.effectOnGate).toBe("fail-error");
  });

  it("are held against a new cell too", () => {
    const measurement = measured({ launches: launches({ withBase: false }), stop: "enough" });
    const { cell } = judge(input([newCell({ budgets: p95(1) })], [measurement]));
    expect(cell.budgets).toMatchObject([{ decision: "missed" }]);
    expect(cell.effectOnGate).toBe("fail-regression");
  });

  it("of a new cell with too few launches for an interval fail it, however far off the limit is", () => {
    const measurement = measured({ launches: launches({ withBase: false, launches: 3 }), stop: "time-limit" });
    const { outcome, cell } = outcomeIn(input([newCell({ budgets: p95(1000) })], [measurement]), "failed");
    expect(outcome.failure).toBe("budget-undecided");
    expect(cell.reason).toContain("of the 4 launches that it takes 3 were measured");
    expect(outcome.remedy).toContain("seconds-per-cell");
    expect(cell.budgets).toMatchObject([{ decision: "undecided", actual: expect.any(Number), interval: null }]);
  });

  it("that are open ask nothing more of a cell that is slower: it fails as slower, and can be accepted as that", () => {
    const level = judge(withBudgets(p95(100), { ratios: [1.5, 1] })).cell.budgets[0]?.actual ?? Number.NaN;
    const { cell, verdict } = judge({ ...withBudgets(p95(level), { ratios: [1.5, 1] }), event: "release" });
    expect(cell.budgets).toMatchObject([{ decision: "undecided" }]);
    expect([cell.effectOnGate, verdict.conclusion]).toEqual(["fail-regression", "regression"]);
  });

  it("of which one is missed and another open are both in the headline", () => {
    const level = judge(withBudgets(p95(100))).cell.budgets[0]?.actual ?? Number.NaN;
    const { verdict } = judge({ ...withBudgets([...p95(level), ...p95(1)]), event: "release" });
    expect(verdict.headline).toMatch(
      /could not be decided: p95 .* against \S+ ms, and is over another: p95 .* against 1 ms/,
    );
  });
});
