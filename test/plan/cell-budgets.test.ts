import { describe, expect, it } from "vitest";
import type { Budget } from "../../src/config/config.ts";
import { cellBudgets } from "../../src/plan/cell-budgets.ts";
import { sampleConfig } from "../fixtures/sample-config.ts";

const cell = {
  id: "search@16 here/onnxrt-cpu",
  case: "search@16",
  model: "search",
  batchSize: 16,
  backend: { target: "here", engine: "onnxrt-cpu" as const, options: [] },
};
const budget: Budget = { model: "search", batchSize: null, backend: "here/*", p95Ms: null, costPerMillionUsd: null };

function budgetsWith(change: Partial<Budget>, pricePerHourUsd: number | null = null, of: typeof cell | null = cell) {
  const config = sampleConfig();
  const targets = config.targets.map((target) => ({ ...target, pricePerHourUsd }));
  const gate = { ...config.gate, budgets: [{ ...budget, ...change }] };
  return cellBudgets(of ?? { ...cell, backend: null }, { ...config, targets, gate });
}

describe("the budgets of a cell", () => {
  it("on the 95th percentile are milliseconds as they are", () => {
    expect(budgetsWith({ p95Ms: 10 })).toEqual([{ metric: "p95-ms", limit: 10, limitMsPerRun: 10 }]);
  });

  it("on cost are the time at which a million items cost as much", () => {
    // 3.6 $/h is 1e-6 $/ms: a million calls of 16 ms cost $16, of 16 items each.
    expect(budgetsWith({ costPerMillionUsd: 1 }, 3.6)).toEqual([
      { metric: "cost-per-million-usd", limit: 1, limitMsPerRun: expect.closeTo(16, 9) },
    ]);
  });

  it("on cost without a price have no time", () => {
    expect(budgetsWith({ costPerMillionUsd: 1 })).toMatchObject([{ limit: 1, limitMsPerRun: null }]);
  });

  it.each([{ model: "other" }, { batchSize: 1 }, { backend: "there/*" }])("of %o are not this cell's", (change) => {
    expect(budgetsWith({ p95Ms: 1, ...change })).toEqual([]);
  });

  it("are none for local python, which runs on no backend", () => {
    expect(budgetsWith({ p95Ms: 1, backend: "*" }, null, null)).toEqual([]);
  });
});
