import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CompareError, type CompareInput, compareMeasurements, type Verdict } from "../../src/compare/index.ts";
import { verdictFormat } from "../../src/compare/verdict.ts";
import { readDocument } from "../../src/document/index.ts";
import {
  config,
  failure,
  file,
  graphCell,
  graphCellId,
  input,
  launches,
  localPythonCell,
  measured,
  newCell,
  planDigest,
  unmeasured,
} from "./measured-plan.ts";

function judge(given: CompareInput) {
  const verdict = compareMeasurements(given);
  const [cell] = verdict.cells;
  if (cell === undefined) throw new Error("no cell");
  return { verdict, cell };
}

/** The outcome in the state that the test is about. */
function outcomeIn<State extends Verdict["cells"][number]["outcome"]["state"]>(given: CompareInput, state: State) {
  const { cell, verdict } = judge(given);
  const { outcome } = cell;
  if (outcome.state !== state) throw new Error(`${outcome.state}, not ${state}: ${cell.reason}`);
  return { outcome: outcome as Extract<typeof outcome, { state: State }>, cell, verdict };
}

const slower = () => measured({ launches: launches({ ratios: [2.5, 1] }) });

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
      return { ...launch, index };
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
      launches: launches({ baseMs: [20], ratios: [3], launches: 3, spread: 0.002 }),
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
      fc.property(
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        fc.integer({ min: 1, max: 1000 }),
        (first, second, seed) => {
          const measurement = measured({ launches: launches({ ratios: [first, second], launches: 4, seed }) });
          const { outcome } = outcomeIn(input([graphCell()], [measurement]), "measured");
          const parts = outcome.contributions.reduce((sum, { deltaMs }) => sum + deltaMs, 0);
          expect(parts + outcome.remainderMs).toBeCloseTo(outcome.head.msPerRun - outcome.base.msPerRun, 9);
          // The parts explain nearly all of it: a pass is little but its calls.
          expect(Math.abs(outcome.remainderMs)).toBeLessThan(0.05 * outcome.head.msPerRun);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("shows each part in milliseconds a run, and one that head alone has as all of it", () => {
    const cell = graphCell();
    if (cell.work.kind !== "graph") throw new Error("not a graph");
    const work = {
      ...cell.work,
      contributions: [
        { label: "gone", baseCalls: [0], headCalls: [], unchanged: false },
        { label: "added", baseCalls: [], headCalls: [0], unchanged: false },
        { label: "kept", baseCalls: [1], headCalls: [1], unchanged: true },
      ],
    };
    const { outcome } = outcomeIn(input([{ ...cell, work }], [slower()]), "measured");
    expect(outcome.contributions).toEqual([
      { label: "gone", baseMs: expect.closeTo(4, 1), headMs: null, deltaMs: expect.closeTo(-4, 1), unchanged: false },
      { label: "added", baseMs: null, headMs: expect.closeTo(10, 1), deltaMs: expect.closeTo(10, 1), unchanged: false },
      {
        label: "kept",
        baseMs: expect.closeTo(1.5, 1),
        headMs: expect.closeTo(1.5, 1),
        deltaMs: expect.closeTo(0, 1),
        unchanged: true,
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
    const cell = graphCell();
    if (cell.work.kind !== "graph") throw new Error("not a graph");
    const work = {
      ...cell.work,
      contributions: cell.work.contributions.map((part) => ({ ...part, unchanged: true })),
    };
    const both = measured({ launches: launches({ ratios: [1.2, 1.2] }) });
    expect(outcomeIn(input([{ ...cell, work }], [both]), "measured").outcome.decision).toBe("regression");
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

describe("what was not measured", () => {
  it("is new without a base, with head's figures", () => {
    const measurement = measured({ launches: launches({ withBase: false, launches: 3 }), stop: "enough" });
    const { outcome, cell, verdict } = outcomeIn(input([newCell()], [measurement]), "new");
    expect(outcome.head.msPerRun).toBeCloseTo(5.5, 1);
    expect(outcome.effort).toMatchObject({ launches: 3, pairs: 120, droppedShareBase: 0 });
    expect(cell.effectOnGate).toBe("pass");
    expect(verdict.headline).toBe("1 cell is new.");
  });

  it("keeps the plan's reason and remedy", () => {
    const { cell } = outcomeIn(input([unmeasured("incomparable")], []), "incomparable");
    expect(cell.reason).toBe("Reason of incomparable.");
    expect(cell.outcome).toEqual({ state: "incomparable", remedy: "Remedy of incomparable." });
    const { outcome } = outcomeIn(input([unmeasured("error")], []), "failed");
    expect(outcome).toMatchObject({ failure: "not-exported", remedy: "Remedy of error." });
  });
});

describe("a cell fails", () => {
  const failsAs = (given: CompareInput, kind: string) => {
    const { outcome, cell, verdict } = outcomeIn(given, "failed");
    expect(outcome.failure).toBe(kind);
    expect(cell.effectOnGate).toBe("fail-error");
    expect(verdict.conclusion).toBe("error");
    return { outcome, cell, verdict };
  };
  const with_ = (change: Parameters<typeof measured>[0]) => input([graphCell()], [measured(change)]);

  it("if no measurement came back", () => {
    const { verdict } = failsAs(input([graphCell()], []), "not-measured");
    expect(verdict.headline).toBe("search@16 on here/onnxrt-cpu could not be judged: it was not measured.");
  });

  it.each(["unsupported", "wrong-output", "missing-input"] as const)(
    "by %s, however many launches are good",
    (kind) => {
      const { outcome, cell } = failsAs(with_({ failures: [failure({ kind })] }), kind);
      expect(outcome.stderrTail).toEqual(["last words"]);
      expect(cell.reason).toMatch(/^Head .* in launch 2: signal SIGSEGV\.$/);
    },
  );

  it.each(["crashed", "timed-out", "out-of-memory", "protocol"] as const)(
    "by %s twice or for good, but not by one lost launch among enough good ones",
    (kind) => {
      failsAs(with_({ failures: [failure({ kind }), failure({ kind, launch: 4 })] }), kind);
      failsAs(with_({ failures: [failure({ kind })], stop: "failed" }), kind);
      failsAs(with_({ failures: [failure({ kind, launch: null })] }), kind);
      failsAs(with_({ failures: [failure({ kind })], launches: launches({ launches: 3 }) }), kind);
      const { cell } = outcomeIn(with_({ failures: [failure({ kind })] }), "measured");
      expect(cell.reason).toContain("one other launch was lost");
    },
  );

  it("if too few launches were made for a decision, however slow head is", () => {
    const few = with_({ launches: launches({ launches: 3, ratios: [50, 50] }), stop: "time-limit" });
    expect(failsAs(few, "not-measured").cell.reason).toBe(
      "Only 3 of the 4 launches that a decision needs were measured.",
    );
  });

  it("if the bench was cancelled, or failed without a word", () => {
    failsAs(with_({ stop: "cancelled" }), "not-measured");
    failsAs(with_({ stop: "failed" }), "invalid-measurement");
  });

  it("if it came back twice, from another target, or with a launch twice", () => {
    const twice = input([graphCell()], [], { measurements: [file([measured()]), file([measured()])] });
    expect(failsAs(twice, "invalid-measurement").cell.reason).toContain("came back 2 times");
    const elsewhere = input([graphCell()], [], { measurements: [file([measured()], "there")] });
    expect(failsAs(elsewhere, "invalid-measurement").cell.reason).toContain("was measured on there");
    const [launch] = launches();
    if (launch === undefined) throw new Error("no launch");
    failsAs(with_({ launches: [launch, launch, launch, launch] }), "invalid-measurement");
  });

  it("if the outputs of a side were not checked", () => {
    const { parity } = measured();
    expect(failsAs(with_({ parity: parity.slice(0, 1) }), "invalid-measurement").cell.reason).toBe(
      "The outputs of head were not checked.",
    );
    failsAs(with_({ parity: parity.map((side) => ({ ...side, checkedOutputs: 0 })) }), "invalid-measurement");
  });

  it("if its passes do not fit the plan, or lack a side", () => {
    failsAs(with_({ launches: launches({ baseMs: [1] }) }), "invalid-measurement");
    failsAs(with_({ launches: launches({ withBase: false }) }), "invalid-measurement");
  });

  it("without costing the cells beside it", () => {
    const other = { ...graphCell(), id: "other" };
    const verdict = compareMeasurements(input([graphCell(), other], [{ ...slower(), cell: "other" }]));
    expect(verdict.cells.map((cell) => cell.outcome.state)).toEqual(["failed", "measured"]);
    expect(verdict.conclusion).toBe("error");
    expect(verdict.headline).toContain("; 1 cell got slower.");
  });
});

describe("measurements that belong elsewhere are refused", () => {
  it("of another plan", () => {
    const foreign = { ...file([measured()]), planDigest: "e".repeat(64) };
    expect(() => compareMeasurements(input([graphCell()], [], { measurements: [foreign] }))).toThrow(CompareError);
  });

  it("of a cell that the plan does not have, or does not measure", () => {
    const given = (cell: string) => input([unmeasured("skip-unchanged")], [measured({ cell })]);
    expect(() => compareMeasurements(given("unknown"))).toThrow("does not measure");
    expect(() => compareMeasurements(given(graphCellId))).toThrow(CompareError);
  });

  it("and a plan that compares with no base", () => {
    const cell = localPythonCell();
    const broken = { ...cell, work: { kind: "local-python", hasBase: false, runs: 1 } } as typeof cell;
    const measurement = measured({ cell: cell.id, launches: launches({ baseMs: [1] }) });
    expect(() => compareMeasurements(input([broken], [measurement]))).toThrow("has no base for it");
  });
});

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
    const measurement = measured({ cell: "search@16 local-python", launches: launches({ baseMs: [20] }) });
    const cost = (priceOf: CompareInput["priceOf"]) =>
      outcomeIn(input([localPythonCell()], [measurement], { priceOf }), "measured").outcome.head.usdPerMillionCalls;
    expect(cost(() => null)).toBeNull();
    expect(cost((target) => (target === "here" ? price : null))).toBeGreaterThan(0);
  });

  it("without a price is unknown, never zero", () => {
    const { outcome, verdict } = outcomeIn(input([graphCell()], [measured()]), "measured");
    expect(outcome.head).toMatchObject({ usdPerMillionCalls: null, usdPerMillionItems: null });
    expect(verdict.prices).toEqual([]);
  });
});

describe("budgets", () => {
  const budget = { model: "search", batchSize: null, backend: "here/*", p95Ms: null, costPerMillionUsd: null };
  const withBudget = (change: Partial<typeof budget> | { p95Ms?: number; costPerMillionUsd?: number }) =>
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
    expect(judge(withBudget({ p95Ms: 1, ...change } as never)).cell.budgets).toEqual([]);
  });

  it("are held against a new cell too", () => {
    const measurement = measured({ launches: launches({ withBase: false }), stop: "enough" });
    const given = input([newCell()], [measurement], { config: config({ budgets: [{ ...budget, p95Ms: 1 }] }) });
    expect(judge(given).cell.effectOnGate).toBe("fail-regression");
  });
});

describe("the whole verdict", () => {
  it("is a document that reads back", () => {
    const cells = [graphCell(), unmeasured("skip-unchanged", "skipped"), unmeasured("removed", "removed")];
    const verdict = compareMeasurements(input(cells, [slower()], { settingChanges: ["gate.tolerance changes."] }));
    expect(readDocument(verdictFormat, JSON.stringify(verdict), "verdict.json")).toEqual(verdict);
    expect(verdict).toMatchObject({
      base: { commit: "1".repeat(40) },
      settingChanges: ["gate.tolerance changes."],
      versions: { node: "24" },
    });
  });

  it("puts errors before regressions before passes", () => {
    const conclusion = (...cells: Parameters<typeof input>[0]) =>
      compareMeasurements(input(cells, cells.some((cell) => cell.id === graphCellId) ? [slower()] : [])).conclusion;
    const skipped = unmeasured("skip-unchanged", "skipped");
    expect(conclusion(skipped)).toBe("pass");
    expect(conclusion(skipped, graphCell())).toBe("regression");
    expect(conclusion(skipped, graphCell(), unmeasured("error", "broken"))).toBe("error");
  });

  it("says that nothing was measured where nothing changed", () => {
    const two = [unmeasured("skip-unchanged", "a"), unmeasured("skip-unchanged", "b")];
    expect(compareMeasurements(input(two, [])).headline).toBe("Nothing was measured: all 2 cells are unchanged.");
  });

  it("counts what was skipped beside what was measured", () => {
    const cells = [graphCell(), unmeasured("skip-unchanged", "a"), unmeasured("skip-unchanged", "b")];
    expect(compareMeasurements(input(cells, [measured()])).headline).toBe(
      "Nothing that was measured got slower; 2 cells unchanged and skipped.",
    );
  });

  it("of a plan without a cell is an error", () => {
    const verdict = compareMeasurements(input([], []));
    expect(verdict.conclusion).toBe("error");
    expect(verdict.headline).toBe("Nothing was measured: the plan has no cells.");
  });

  it("carries the digest rule even for an empty file", () => {
    const empty = { ...file([]), planDigest: planDigest.replace("d", "e") };
    expect(() => compareMeasurements(input([graphCell()], [], { measurements: [empty] }))).toThrow("not for this one");
  });
});
