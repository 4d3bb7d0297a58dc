import { describe, expect, it } from "vitest";
import type { Launch } from "../../src/bench/measurements.ts";
import { StopRule } from "../../src/bench/stop-rule.ts";
import type { MeasuredCellPlan } from "../../src/plan/bench-plan.ts";
import { sha } from "../fixtures/manifest.ts";
import { gaussian, type Random, seededRandom } from "../statistics/simulated-launches.ts";

const limitSeconds = 10;
const cell = {
  id: "search@1 local-python",
  case: "search@1",
  model: "search",
  batchSize: 1,
  backend: null,
  reason: "the test wants it",
  action: "measure" as const,
  work: { kind: "local-python" as const, hasBase: true, runs: 1 },
  threads: 1,
  alpha: 0.005,
  limits: { seconds: limitSeconds, launches: 12 },
};

const identity = { sides: { base: sha("base"), head: sha("head") }, machine: "a".repeat(16) };

/** Head is slower by a share that no two launches agree on: nothing is decided early. */
function undecidedLaunch(index: number): Launch {
  const headNs = index % 2 === 0 ? 1000 : 1200;
  const pairs = Array.from({ length: 8 }, () => ({ first: "base" as const, baseNs: [1000], headNs: [headNs] }));
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

const graphCell = {
  ...cell,
  id: "search@1 here/onnxrt-cpu",
  backend: { target: "here", engine: "onnxrt-cpu" as const, options: [] },
  work: {
    kind: "graph" as const,
    base: { bundle: sha("base"), runs: 1, calls: [{ subgraph: "g", sample: "s", count: 1 }] },
    head: { bundle: sha("head"), runs: 1, calls: [{ subgraph: "g", sample: "s", count: 1 }] },
    contributions: [],
    parityTolerance: { absolute: 1e-4, relative: 1e-3, relativeL2: 1e-3 },
  },
  tail: { alpha: 0.001, tolerance: 0.1, resolution: 0.2 },
  limits: { seconds: 1000, launches: 40 },
};

/** Nine passes of ten take as long on both sides, but for a little noise; the tenth of head takes `factor` times that. */
function launchWithTail(index: number, factor: number, random: Random): Launch {
  const noisy = (ns: number) => Math.round(ns * (1 + 0.002 * gaussian(random)));
  const pairs = Array.from({ length: 80 }, (_, pass) => ({
    first: "base" as const,
    baseNs: [noisy(100_000)],
    headNs: [noisy(pass % 10 === 9 ? 100_000 * factor : 100_000)],
  }));
  const [instance] = undecidedLaunch(index).instances;
  if (instance === undefined) throw new Error("unreachable: a launch has an instance");
  return { ...undecidedLaunch(index), instances: [{ ...instance, pairs }] };
}

describe("the tail", () => {
  /** @param factorOf of a launch */
  function launchesUntilStop(measured: MeasuredCellPlan, factorOf: (launch: number) => number): number {
    const random = seededRandom(2);
    const rule = new StopRule(measured, { tolerance: 0.01, resolution: 0.02 });
    for (let launches = 1; ; launches++) {
      rule.add(launchWithTail(launches, factorOf(launches), random), 1);
      const stop = rule.reason(launches);
      if (stop === null) continue;
      expect(stop).toBe("decided");
      return launches;
    }
  }

  const alike = () => 1;
  const doubled = () => 2;
  const nowAndThen = (launch: number) => (launch % 2 === 0 ? 1 : 4);

  it("that looks as before costs no further launch", () => {
    const { tail: _, ...withoutTail } = graphCell;
    expect(launchesUntilStop(graphCell, alike)).toBe(launchesUntilStop(withoutTail, alike));
  });

  it("that is surely slower ends the cell as soon as the mean does", () => {
    expect(launchesUntilStop(graphCell, doubled)).toBe(launchesUntilStop(graphCell, alike));
  });

  it("that looks slower and may be noise is measured on, up to twice the launches that the mean took", () => {
    expect(launchesUntilStop(graphCell, nowAndThen)).toBe(2 * launchesUntilStop(graphCell, alike));
  });
});

describe("a budget", () => {
  const p95 = (limitMsPerRun: number | null) => [
    { metric: "p95-ms" as const, limit: limitMsPerRun ?? 1, limitMsPerRun, alpha: 0.001 },
  ];

  /** Every pass of a launch of 0.1 ms takes so much longer or shorter. */
  function launchesUntilStop(
    measured: MeasuredCellPlan,
    factorOf: (launch: number) => number,
    ofHead: number | ((launch: number) => number) = 1,
  ) {
    const random = seededRandom(4);
    const rule = new StopRule(measured, { tolerance: 0.01, resolution: 0.02 });
    for (let launches = 1; ; launches++) {
      const launch = launchWithTail(launches, 1, random);
      const factor = factorOf(launches);
      const headFactor = typeof ofHead === "number" ? ofHead : ofHead(launches);
      const scaled = launch.instances.map((instance) => ({
        ...instance,
        pairs: instance.pairs.map((pair) => ({
          ...pair,
          baseNs: (pair.baseNs ?? []).map((ns) => Math.round(ns * factor)),
          headNs: pair.headNs.map((ns) => Math.round(ns * factor * headFactor)),
        })),
      }));
      rule.add({ ...launch, instances: scaled }, 1);
      const stop = rule.reason(launches);
      if (stop !== null) return { stop, launches };
    }
  }

  const { tail: _, alpha: __, ...untested } = graphCell;
  const fresh = (budgets: MeasuredCellPlan["budgets"], launches = 40): MeasuredCellPlan => ({
    ...untested,
    action: "measure-new",
    ...(budgets === undefined ? {} : { budgets }),
    limits: { ...graphCell.limits, launches },
  });
  const steady = () => 1;
  /** Sides keep step while the machine is now fast and now slow: the comparison is decided, an absolute limit is not. */
  const unsteady = (launch: number) => (launch % 2 === 0 ? 0.8 : 1.25);

  it("that is surely met or missed costs no further launch", () => {
    const { launches } = launchesUntilStop(graphCell, steady);
    for (const limit of [0.05, 0.2]) {
      const withBudget: MeasuredCellPlan = { ...graphCell, budgets: p95(limit) };
      expect(launchesUntilStop(withBudget, steady)).toEqual({ stop: "decided", launches });
    }
  });

  it("that is not decided is measured on, up to twice the launches that the mean took", () => {
    const { launches } = launchesUntilStop(graphCell, unsteady);
    const withBudget: MeasuredCellPlan = { ...graphCell, budgets: p95(0.1) };
    expect(launchesUntilStop(withBudget, unsteady)).toEqual({ stop: "decided", launches: 2 * launches });
  });

  it("keeps no cell that is slower from ending", () => {
    const { launches } = launchesUntilStop(graphCell, unsteady, 2);
    const withBudget: MeasuredCellPlan = { ...graphCell, budgets: p95(0.2) };
    expect(launchesUntilStop(withBudget, unsteady, 2)).toEqual({ stop: "decided", launches });
  });

  it("is measured on to twice the launches and no further, wherever the looks are", () => {
    // Noise that lets the mean be decided late, and launches after it that would open the question again.
    for (const noisyUntil of [4, 6, 8, 10, 12]) {
      const apart = (launch: number) => (launch <= noisyUntil ? (launch % 2 === 0 ? 1.05 : 1 / 1.05) : 1);
      const { launches } = launchesUntilStop(graphCell, unsteady, apart);
      const withBudget: MeasuredCellPlan = { ...graphCell, budgets: p95(0.1) };
      const { launches: withinBudget } = launchesUntilStop(withBudget, unsteady, apart);
      expect([noisyUntil, withinBudget]).toEqual([noisyUntil, Math.min(2 * launches, 40)]);
    }
  });

  it("of a new cell asks for launches enough to decide it, and no more", () => {
    expect(launchesUntilStop(fresh(undefined), steady)).toEqual({ stop: "enough", launches: 3 });
    expect(launchesUntilStop(fresh(p95(0.2)), steady)).toEqual({ stop: "enough", launches: 4 });
    expect(launchesUntilStop(fresh(p95(0.1)), unsteady)).toEqual({ stop: "enough", launches: 40 });
  });

  it("of a new cell whose launches are slow gets the launches that it takes to be decided at all", () => {
    const rule = new StopRule(
      { ...fresh(p95(0.2)), limits: { seconds: 10, launches: 40 } },
      { tolerance: 0.01, resolution: 0.02 },
    );
    const random = seededRandom(5);
    const stops = [1, 2, 3, 4].map((launches) => {
      rule.add(launchWithTail(launches, 1, random), 20);
      return rule.reason(launches * 20);
    });
    expect(stops).toEqual([null, null, null, "enough"]);
  });

  it("without a price is decided by no launch", () => {
    expect(launchesUntilStop(fresh(p95(null)), steady)).toEqual({ stop: "enough", launches: 3 });
  });
});
