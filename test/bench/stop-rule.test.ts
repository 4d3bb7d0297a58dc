import { describe, expect, it } from "vitest";
import type { Launch } from "../../src/bench/measurements.ts";
import { StopRule } from "../../src/bench/stop-rule.ts";
import type { MeasuredCellPlan } from "../../src/plan/bench-plan.ts";

const limitSeconds = 10;
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
  limits: { seconds: limitSeconds, launches: 12 },
};

/** Head is slower by a share that no two launches agree on: nothing is decided early. */
function undecidedLaunch(index: number): Launch {
  const headNs = index % 2 === 0 ? 1000 : 1200;
  const pairs = Array.from({ length: 8 }, () => ({ first: "base" as const, baseNs: [1000], headNs: [headNs] }));
  const instance = {
    couple: 0,
    createdFirst: "base" as const,
    warmedFirst: "base" as const,
    createNs: { base: 1, head: 1 },
    pairs,
  };
  return { index, seed: 1, startedAt: "2030-01-01T00:00:00Z", seconds: 1, instances: [instance] };
}

/** Launches that each take so long, until the rule ends them. */
function measureInLaunchesOf(seconds: number) {
  const rule = new StopRule(cell, { tolerance: 0.01, resolution: 0.02 });
  for (let launches = 1; ; launches++) {
    rule.add(undecidedLaunch(launches), seconds);
    const stop = rule.reason(launches * seconds);
    if (stop !== null) return { stop, launches };
  }
}

describe("the limit of seconds", () => {
  it("ends a cell that is not decided once the first look is behind it", () => {
    expect(measureInLaunchesOf(limitSeconds / 5)).toEqual({ stop: "time-limit", launches: 5 });
  });

  it.each([1.5, 3])("shorter than a launch by %s times does not keep it from the first look", (times) => {
    expect(measureInLaunchesOf(times * limitSeconds)).toEqual({ stop: "time-limit", launches: 3 });
  });

  it("that the first look would overrun more than tenfold ends it before", () => {
    expect(measureInLaunchesOf(6 * limitSeconds)).toEqual({ stop: "time-limit", launches: 1 });
  });
});
