import { describe, expect, it } from "vitest";
import type { CompareInput } from "../../src/compare/index.ts";
import type { Budget } from "../../src/config/index.ts";
import {
  config,
  file,
  graphCell,
  input,
  judge,
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
  const budget: Budget = { model: "search", batchSize: null, backend: "here/*", p95Ms: null, costPerMillionUsd: null };
  const withBudget = (change: Partial<Budget>) =>
    input([graphCell()], [measured()], { config: config({ budgets: [{ ...budget, ...change }] }) });

  it("that are missed fail the cell, though nothing got slower", () => {
    const { cell, verdict } = judge(withBudget({ p95Ms: 5 }));
    expect(cell.budgets).toEqual([{ metric: "p95-ms", limit: 5, actual: expect.closeTo(5.6, 0), met: false }]);
    expect(cell.effectOnGate).toBe("fail-regression");
    expect(verdict.headline).toMatch(
      /^search@16 on here\/onnxrt-cpu is over its budget: p95 5\.\d+ ms against 5 ms\.$/,
    );
  });

  it("that are met pass", () => {
    const { cell, verdict } = judge(withBudget({ p95Ms: 10 }));
    expect(cell.budgets).toMatchObject([{ met: true }]);
    expect(verdict.conclusion).toBe("pass");
  });

  it("on the 95th percentile see the stalls that the comparison leaves out", () => {
    const given = withBudget({ p95Ms: 10 });
    const stalling = { ...given, measurements: [file([measured({ launches: launches({ headStalls: 0.07 }) })])] };
    expect(judge(stalling).cell.budgets).toMatchObject([{ met: false }]);
  });

  it("on cost without a price cannot be decided, and fail", () => {
    const { outcome, cell } = outcomeIn(withBudget({ costPerMillionUsd: 1 }), "failed");
    expect(outcome.failure).toBe("budget-undecided");
    expect(cell.budgets).toEqual([{ metric: "cost-per-million-usd", limit: 1, actual: null, met: false }]);
    expect(cell.effectOnGate).toBe("fail-error");
  });

  it("on cost are in dollars per million items", () => {
    const priceOf = () => ({ pricePerHourUsd: 3.6, source: "s", date: "d" });
    const { cell } = judge({ ...withBudget({ costPerMillionUsd: 0.4 }), priceOf });
    expect(cell.budgets).toMatchObject([{ actual: expect.closeTo(5.5 / 16, 1), met: true }]);
  });

  it.each([{ model: "other" }, { batchSize: 1 }, { backend: "there/*" }])("of %o are not this cell's", (change) => {
    expect(judge(withBudget({ p95Ms: 1, ...change })).cell.budgets).toEqual([]);
  });

  it("are held against a new cell too", () => {
    const measurement = measured({ launches: launches({ withBase: false }), stop: "enough" });
    const given = input([newCell()], [measurement], { config: config({ budgets: [{ ...budget, p95Ms: 1 }] }) });
    expect(judge(given).cell.effectOnGate).toBe("fail-regression");
  });
});
