import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CompareInput, compareMeasurements } from "../../src/compare/index.ts";
import { evenly } from "../statistics/simulated-launches.ts";
import {
  contributions,
  file,
  graphCell,
  graphWork,
  input,
  launches,
  localPythonCell,
  measured,
  outcomeIn,
  slower,
} from "./measured-plan.ts";

describe("a measured cell", () => {
  it("that got slower is a regression, named in the headline with factor, change and interval", () => {
    const { outcome, cell, verdict } = outcomeIn(input([graphCell()], [slower()]), "measured");
    expect(outcome.decision).toBe("regression");
    // Passes of 2 * 4 + 3 * 1 = 11 and 2 * 10 + 3 * 1 = 23 ms, two runs each.
    expect(outcome.effect.ratio).toBeCloseTo(23 / 11 - 1, 1);
    expect(outcome.base.msPerRun).toBeCloseTo(5.5, 1);
    expect(outcome.head.msPerRun).toBeCloseTo(11.5, 1);
    expect(outcome.effort).toEqual({
      launches: 6,
      seconds: 12,
      pairs: 240,
      droppedShareBase: 0,
      droppedShareHead: 0,
      instances: 24,
      neverSteadyBase: 0,
      neverSteadyHead: 0,
      steadinessUnknownBase: 0,
      steadinessUnknownHead: 0,
    });
    expect(cell.effectOnGate).toBe("fail-regression");
    expect(verdict.conclusion).toBe("regression");
    expect(verdict.headline).toMatch(
      /^search@16 on here\/onnxrt-cpu is 2\.\d\dx slower \(\+1\d\d%, 99\.\d+% interval \+1\d\d% … \+1\d\d%\)\.$/,
    );
    expect(cell.reason).toMatch(/^Slower than the tolerance of 1% allows \(\+1\d\d%, .*\)\.$/);
  });

  it("that got faster is an improvement", () => {
    const faster = measured({ launches: launches({ ratios: [0.5, 1] }) });
    const { outcome, verdict } = outcomeIn(input([graphCell()], [faster]), "measured");
    expect(outcome.decision).toBe("improvement");
    expect(verdict.headline).toBe("Nothing that was measured got slower; 1 cell got faster.");
  });

  it("that stayed the same is unchanged", () => {
    const { outcome, cell, verdict } = outcomeIn(input([graphCell()], [measured()]), "measured");
    expect(outcome.decision).toBe("unchanged");
    expect(cell.reason).toContain("Any change is within 3% either way");
    expect(verdict.conclusion).toBe("pass");
  });

  it("that noise hides is inconclusive, and neither blocks nor is called a pass", () => {
    const noisy = Array.from({ length: 6 }, (_, index) => {
      const [launch] = launches({ ratios: [index % 2 === 0 ? 1.1 : 0.92, index % 2 === 0 ? 1.1 : 0.92], launches: 1 });
      if (launch === undefined) throw new Error("no launch");
      return { ...launch, index, seed: index };
    });
    const { outcome, cell, verdict } = outcomeIn(
      input([graphCell()], [measured({ launches: noisy, stop: "time-limit" })]),
      "measured",
    );
    expect(outcome.decision).toBe("inconclusive");
    expect(cell.effectOnGate).toBe("does-not-block");
    expect(cell.reason).toContain("does not count as a pass");
    expect(verdict.headline).toBe("1 cell is inconclusive: whether it got slower is not known.");
  });

  it("of local python is judged after three launches, in milliseconds a run", () => {
    const measurement = measured({
      cell: "search@16 local-python",
      parity: [],
      launches: launches({ of: localPythonCell(), baseMs: [20], ratios: [3], launches: 3, spread: 0.002 }),
    });
    const given = input([localPythonCell()], [], { measurements: [file([measurement], "local-python")] });
    const { outcome, verdict } = outcomeIn(given, "measured");
    expect(outcome.decision).toBe("regression");
    expect(outcome.head.msPerRun).toBeCloseTo(30, 0);
    expect(outcome.contributions).toEqual([]);
    expect(outcome.remainderMs).toBeCloseTo(20, 0);
    expect(verdict.headline).toMatch(/^The local Python of search@16 is \d\.\d\dx slower/);
  });

  it("has contributions that add up with the remainder to what head takes more", () => {
    fc.assert(
      fc.property(evenly(0.2, 5), evenly(0.2, 5), fc.integer({ min: 1, max: 1000 }), (first, second, seed) => {
        const measurement = measured({ launches: launches({ ratios: [first, second], launches: 4, seed }) });
        const { outcome } = outcomeIn(input([graphCell()], [measurement]), "measured");
        const parts = outcome.contributions.reduce((sum, { deltaMs }) => sum + deltaMs, 0);
        expect(parts + outcome.remainderMs).toBeCloseTo(outcome.head.msPerRun - outcome.base.msPerRun, 9);
        // The parts explain nearly all of it: a pass is little but its calls.
        expect(Math.abs(outcome.remainderMs)).toBeLessThan(0.05 * outcome.head.msPerRun);
      }),
      { numRuns: 25 },
    );
  });

  it("shows each part in milliseconds a run, and one that head alone has as all of it", () => {
    const work = graphWork([
      { label: "gone", baseCalls: [0], headCalls: [], unchanged: false },
      { label: "added", baseCalls: [], headCalls: [0], unchanged: false },
      { label: "kept", baseCalls: [1], headCalls: [1], unchanged: true },
    ]);
    const { outcome } = outcomeIn(input([graphCell({ work })], [slower()]), "measured");
    expect(outcome.contributions).toEqual([
      expect.objectContaining({ label: "gone", headMs: null, deltaMs: expect.closeTo(-4, 1), probability: null }),
      expect.objectContaining({ label: "added", baseMs: null, deltaMs: expect.closeTo(10, 1), probability: null }),
      {
        label: "kept",
        baseMs: expect.closeTo(1.5, 1),
        headMs: expect.closeTo(1.5, 1),
        deltaMs: expect.closeTo(0, 1),
        unchanged: true,
        probability: expect.any(Number),
        found: false,
      },
    ]);
  });
});

describe("the noise control", () => {
  it("takes back a decision that it explains", () => {
    const both = measured({ launches: launches({ ratios: [1.2, 1.2] }) });
    const { outcome, cell } = outcomeIn(input([graphCell()], [both]), "measured");
    expect(outcome.decision).toBe("inconclusive");
    expect(cell.reason).toContain("subgraphs that did not change moved as well");
    expect(cell.effectOnGate).toBe("does-not-block");
  });

  it("leaves a decision that stands without its part, and tells of it", () => {
    const much = measured({ launches: launches({ ratios: [3, 1.2] }) });
    const { outcome, cell } = outcomeIn(input([graphCell()], [much]), "measured");
    expect(outcome.decision).toBe("regression");
    expect(cell.reason).toContain("the decision stands without their part");
  });

  it("does not speak where every subgraph is unchanged", () => {
    const work = graphWork(contributions.map((part) => ({ ...part, unchanged: true })));
    const both = measured({ launches: launches({ ratios: [1.2, 1.2] }) });
    expect(outcomeIn(input([graphCell({ work })], [both]), "measured").outcome.decision).toBe("regression");
  });
});

describe("stalls of head that the filter leaves out", () => {
  it("undo a decision of no change", () => {
    const stalling = measured({ launches: launches({ headStalls: 0.2 }) });
    const { outcome, cell } = outcomeIn(input([graphCell()], [stalling]), "measured");
    expect(outcome.decision).toBe("inconclusive");
    expect(outcome.effort.droppedShareHead).toBeGreaterThan(0.1);
    expect(cell.reason).toMatch(/head stalled in \d+% of its passes and base in 0%/);
  });

  it("do not undo a regression", () => {
    const stalling = measured({ launches: launches({ ratios: [2, 1], headStalls: 0.2 }) });
    expect(outcomeIn(input([graphCell()], [stalling]), "measured").outcome.decision).toBe("regression");
  });
});

describe("the tail", () => {
  const withTail = () => graphCell({ tail: { alpha: 0.001, tolerance: 0.1, resolution: 0.2 } });
  const passes = (headStalls: number) => measured({ launches: launches({ launches: 8, headStalls, pairs: 20 }) });

  it("that got slower fails a cell whose mean did not", () => {
    const { outcome, cell, verdict } = outcomeIn(input([withTail()], [passes(0.08)]), "measured");
    expect(outcome.tail?.decision).toBe("regression");
    expect(outcome.failedBy).toBe("tail");
    expect(verdict.headline).toMatch(
      /^The 95th percentile of search@16 on here\/onnxrt-cpu is \d+\.\d+x slower \(\+\d+%, /,
    );
    expect(outcome.tail?.headMs).toBeGreaterThan(5 * (outcome.tail?.baseMs ?? Number.NaN));
    expect(outcome.decision).toBe("regression");
    expect(Math.abs(outcome.effect.ratio)).toBeLessThan(0.01);
    expect(cell.reason).toMatch(/the 95th percentile \(\+\d+%, .*\) is slower than its tolerance of 10% allows/);
    expect(cell.effectOnGate).toBe("fail-regression");
  });

  it("that stayed leaves the decision to the mean", () => {
    const { outcome } = outcomeIn(input([withTail()], [passes(0)]), "measured");
    expect([outcome.tail?.decision, outcome.decision]).toEqual(["unchanged", "unchanged"]);
  });

  it("is not judged where the plan does not ask for it, nor where a launch has too few passes", () => {
    expect(outcomeIn(input([graphCell()], [passes(0.08)]), "measured").outcome.tail).toBeUndefined();
    const few = measured({ launches: launches({ pairs: 5 }) });
    const judged = outcomeIn(input([withTail()], [few]), "measured");
    expect(judged.outcome.tail).toBeUndefined();
    expect(judged.cell.reason).toContain("the 95th percentile is not judged, since that takes 60 passes a launch");
  });
});

describe("what a decision rests on", () => {
  it("the smallest slowdown that would have shown is above the tolerance, and smaller with more launches", () => {
    const visible = (count: number) =>
      outcomeIn(input([graphCell()], [measured({ launches: launches({ launches: count }) })]), "measured").outcome
        .smallestVisible;
    expect(visible(22)).toBeGreaterThan(0.01);
    expect(visible(22)).toBeLessThan(visible(5));
  });

  it("says whether there was a noise control and whether it moved", () => {
    const control = (ratios: readonly number[], work = graphWork()) =>
      outcomeIn(input([graphCell({ work })], [measured({ launches: launches({ ratios }) })]), "measured").outcome
        .noiseControl;
    expect(control([1.2, 1])).toEqual({ state: "calm" });
    expect(control([1.2, 1.2])).toMatchObject({ state: "moved", holds: false });
    expect(control([1.2, 1.2], graphWork(contributions.map((part) => ({ ...part, unchanged: false }))))).toEqual({
      state: "absent",
    });
  });

  it("a part of a whole run is judged by the run's tolerance, and the reason says so", () => {
    const cell = { ...localPythonCell(), ofWholeRun: { part: 0.01, tolerance: 1, resolution: 2 } };
    const measurement = measured({
      cell: cell.id,
      parity: [],
      launches: launches({ of: cell, baseMs: [0.02], ratios: [1.3], launches: 4 }),
    });
    const given = input([cell], [], { measurements: [file([measurement], "local-python")] });
    const { outcome, cell: judged } = outcomeIn(given, "measured");
    expect(outcome.decision).toBe("unchanged");
    expect(judged.reason).toContain("which is 1% of the whole run");
  });
});

describe("parts that are named", () => {
  const cells = (count: number) =>
    Array.from({ length: count }, (_, index) => graphCell({ id: `m${index} here/onnxrt-cpu`, case: `m${index}` }));
  const parts = (given: CompareInput) =>
    compareMeasurements(given).cells.flatMap(({ outcome }) =>
      outcome.state === "measured" ? outcome.contributions.filter(({ unchanged }) => !unchanged) : [],
    );

  it("are those that did get slower", () => {
    const planned = cells(4);
    const measurements = planned.map(({ id }, index) =>
      measured({ cell: id, launches: launches({ ratios: [index === 0 ? 1.2 : 1, 1], seed: index + 1 }) }),
    );
    expect(parts(input(planned, measurements)).map(({ found }) => found)).toEqual([true, false, false, false]);
  });

  it("are few where nothing changed, however many parts there are", () => {
    const planned = cells(60);
    const measurements = planned.map(({ id }, index) =>
      measured({ cell: id, launches: launches({ launches: 4, seed: index + 1 }) }),
    );
    const tested = parts(input(planned, measurements));
    // Each by itself at 5%, about three would be named.
    expect(tested.filter(({ probability }) => (probability ?? 1) < 0.05).length).toBeGreaterThan(0);
    expect(tested.filter(({ found }) => found)).toEqual([]);
  });
});
