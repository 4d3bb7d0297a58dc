import { describe, expect, it } from "vitest";
import { CellRecord } from "../../src/bench/cell-record.ts";
import type { Launch } from "../../src/bench/measurements.ts";
import type { MeasuredCellPlan } from "../../src/plan/bench-plan.ts";

const cell: MeasuredCellPlan = {
  id: "search@1 local-python",
  case: "search@1",
  model: "search",
  batchSize: 1,
  backend: null,
  reason: "the test wants it",
  action: "measure",
  work: { kind: "local-python", hasBase: true, runs: 1 },
  threads: 1,
  alpha: 0.005,
  limits: { seconds: 60, launches: 4 },
};

/** In each pair one side is held up. */
function noisyLaunch(index: number): Launch {
  const pairs = Array.from({ length: 8 }, (_, pair) => ({
    first: "base" as const,
    baseNs: [pair % 2 === 0 ? 10 : 1],
    headNs: [pair % 2 === 0 ? 1 : 10],
  }));
  const instance = {
    couple: 0,
    createdFirst: "base" as const,
    warmedFirst: "base" as const,
    createNs: { base: 1, head: 1 },
    pairs,
  };
  return { index, seed: 1, startedAt: "2030-01-01T00:00:00Z", seconds: 1, instances: [instance] };
}

const newRecord = () => new CellRecord(cell, { tolerance: 0.01, resolution: 0.02 });

describe("a launch in which every pair was held up", () => {
  it("does not count and is measured again, which the log says", () => {
    const record = newRecord();
    record.addLaunch(noisyLaunch(0), [], "runtime", 1);
    expect(record.launches).toBe(0);
    expect(record.stop).toBeNull();
    expect(record.failures).toMatchObject([{ kind: "too-noisy", launch: 0 }]);
    expect(record.failures[0]?.message).toMatch(/^the launch is measured again\. In each of 8 pairs/);
  });

  it("ends the cell the second time, and promises nothing", () => {
    const record = newRecord();
    record.addLaunch(noisyLaunch(0), [], "runtime", 1);
    record.addLaunch(noisyLaunch(1), [], "runtime", 1);
    expect(record.stop).toBe("failed");
    expect(record.failures[1]?.message).toMatch(/^In each of 8 pairs/);
  });

  it("promises nothing where no time is left", () => {
    const record = newRecord();
    record.addLaunch(noisyLaunch(0), [], "runtime", 60);
    expect(record.stop).toBe("failed");
    expect(record.failures[0]?.message).not.toContain("again");
  });
});
