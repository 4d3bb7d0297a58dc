import { describe, expect, it } from "vitest";
import { CellRecord } from "../../src/bench/cell-record.ts";
import { clockProblem } from "../../src/bench/launch-clock.ts";
import type { Launch } from "../../src/bench/measurements.ts";
import type { MeasuredCellPlan } from "../../src/plan/bench-plan.ts";
import { sha } from "../fixtures/manifest.ts";

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

const identity = { sides: { base: sha("base"), head: sha("head") }, machine: "a".repeat(16) };

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
    warmup: { passes: 10, steadyBase: true, steadyHead: true },
    pairs,
  };
  return { index, seed: 1, startedAt: "2030-01-01T00:00:00Z", seconds: 1, ...identity, instances: [instance] };
}

/** Ten seconds after the launch before, unless told otherwise; decided by nothing. */
function cleanLaunch(index: number, startedAt = new Date(Date.UTC(2030, 0, 1) + 10_000 * index)): Launch {
  const [instance] = noisyLaunch(index).instances;
  if (instance === undefined) throw new Error("unreachable: a launch has an instance");
  const pairs = instance.pairs.map((pair) => ({ ...pair, baseNs: [1000], headNs: [index % 2 === 0 ? 1000 : 1200] }));
  return { ...noisyLaunch(index), startedAt: startedAt.toISOString(), instances: [{ ...instance, pairs }] };
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

describe("a launch whose clock jumped", () => {
  it("does not count and is measured again, which the log says", () => {
    const record = newRecord();
    record.addLaunch({ ...cleanLaunch(0), seconds: 1e-6 }, [], "runtime", 1);
    const [instance] = cleanLaunch(1).instances;
    if (instance === undefined) throw new Error("unreachable: a launch has an instance");
    const long = instance.pairs.map((pair) => ({ ...pair, headNs: [1e9] }));
    record.addLaunch({ ...cleanLaunch(1), instances: [{ ...instance, pairs: long }] }, [], "runtime", 1);
    expect(record.launches).toBe(1);
    expect(record.stop).toBeNull();
    expect(record.failures).toMatchObject([{ kind: "clock-jumped", side: null, launch: 1 }]);
    expect(record.failures[0]?.message).toMatch(/^the launch is measured again\. what it timed adds up to 8\.00 s/);
  });

  it("since it was set back is lost alone: the next is held against it", () => {
    const record = newRecord();
    record.addLaunch(cleanLaunch(0), [], "runtime", 1);
    record.addLaunch(cleanLaunch(1, new Date("2029-12-31T23:00:00Z")), [], "runtime", 1);
    expect(record.failures).toMatchObject([{ kind: "clock-jumped", launch: 1 }]);
    record.addLaunch(cleanLaunch(2, new Date("2029-12-31T23:00:10Z")), [], "runtime", 1);
    expect(record.launches).toBe(2);
    expect(record.failures).toHaveLength(1);
    expect(clockProblem(record.measurement())).toBeNull();
  });

  it("ends the cell the second time", () => {
    const record = newRecord();
    record.addLaunch(cleanLaunch(0), [], "runtime", 1);
    record.addLaunch(cleanLaunch(1, new Date("2029-12-31T23:00:00Z")), [], "runtime", 1);
    record.addLaunch(cleanLaunch(2, new Date("2029-12-31T22:00:00Z")), [], "runtime", 1);
    expect(record.stop).toBe("failed");
  });
});
