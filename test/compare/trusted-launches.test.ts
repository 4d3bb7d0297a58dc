import { describe, expect, it } from "vitest";
import { type CompareInput, compareMeasurements } from "../../src/compare/index.ts";
import { failure, file, graphCell, input, launches, measured, outcomeIn, slower } from "./measured-plan.ts";

describe("a cell fails", () => {
  const failsAs = (given: CompareInput, kind: string) => {
    const { outcome, cell, verdict } = outcomeIn(given, "failed");
    expect(outcome.failure).toBe(kind);
    expect(cell.effectOnGate).toBe("fail-error");
    expect(verdict.conclusion).toBe("error");
    return { outcome, cell, verdict };
  };
  const measuredWith = (change: Parameters<typeof measured>[0]) => input([graphCell()], [measured(change)]);

  it("if no measurement came back", () => {
    const { verdict } = failsAs(input([graphCell()], []), "not-measured");
    expect(verdict.headline).toBe("search@16 on here/onnxrt-cpu could not be judged: it was not measured.");
  });

  it.each(["unsupported", "wrong-output", "missing-input"] as const)(
    "by %s, however many launches are good",
    (kind) => {
      const { outcome, cell } = failsAs(measuredWith({ failures: [failure({ kind })] }), kind);
      expect(outcome.stderrTail).toEqual(["last words"]);
      expect(cell.reason).toMatch(/^Head .* in launch 6: signal SIGSEGV\.$/);
    },
  );

  it.each(["crashed", "timed-out", "too-noisy", "out-of-memory", "protocol"] as const)(
    "by %s twice or for good, but not by one lost launch among enough good ones",
    (kind) => {
      failsAs(measuredWith({ failures: [failure({ kind }), failure({ kind, launch: 4 })] }), kind);
      failsAs(measuredWith({ failures: [failure({ kind })], stop: "failed" }), kind);
      failsAs(measuredWith({ failures: [failure({ kind, launch: null })] }), kind);
      failsAs(measuredWith({ failures: [failure({ kind })], launches: launches({ launches: 3 }) }), kind);
      const { cell } = outcomeIn(measuredWith({ failures: [failure({ kind })] }), "measured");
      expect(cell.reason).toMatch(/; launch 6 .* and is left out whole, base and head alike\.$/);
    },
  );

  it("if too few launches were made for a decision, however slow head is", () => {
    const few = measuredWith({
      launches: launches({ launches: 3, ratios: [50, 50] }),
      stop: "time-limit",
      seconds: 900,
    });
    const { cell, outcome } = failsAs(few, "not-measured");
    expect(cell.reason).toBe("Only 3 of the 4 launches that a decision needs were measured.");
    expect(outcome.remedy).toBe("Raise `gate.limits.seconds-per-cell` to 1200 s, or use smaller inputs.");
  });

  it("if the bench was cancelled, or failed without a word", () => {
    failsAs(measuredWith({ stop: "cancelled" }), "not-measured");
    failsAs(measuredWith({ stop: "failed" }), "invalid-measurement");
  });

  it("if it came back twice, from another target, or with a launch twice", () => {
    const twice = input([graphCell()], [], { measurements: [file([measured()]), file([measured()])] });
    expect(failsAs(twice, "invalid-measurement").cell.reason).toContain("came back 2 times");
    const elsewhere = input([graphCell()], [], { measurements: [file([measured()], "there")] });
    expect(failsAs(elsewhere, "invalid-measurement").cell.reason).toContain("was measured on there");
    const [launch] = launches();
    if (launch === undefined) throw new Error("no launch");
    failsAs(measuredWith({ launches: [launch, launch, launch, launch] }), "invalid-measurement");
  });

  it("if the outputs of a side were not checked", () => {
    const { parity } = measured();
    expect(failsAs(measuredWith({ parity: parity.slice(0, 1) }), "invalid-measurement").cell.reason).toBe(
      "The outputs of head were not checked.",
    );
    failsAs(measuredWith({ parity: parity.map((side) => ({ ...side, checkedOutputs: 0 })) }), "invalid-measurement");
  });

  it("if its passes do not fit the plan, or lack a side", () => {
    failsAs(measuredWith({ launches: launches({ baseMs: [1] }) }), "invalid-measurement");
    failsAs(measuredWith({ launches: launches({ withBase: false }) }), "invalid-measurement");
  });

  it("without costing the cells beside it", () => {
    const other = { ...graphCell(), id: "other" };
    const verdict = compareMeasurements(input([graphCell(), other], [{ ...slower(), cell: "other" }]));
    expect(verdict.cells.map((cell) => cell.outcome.state)).toEqual(["failed", "measured"]);
    expect(verdict.conclusion).toBe("error");
    expect(verdict.headline).toContain("; 1 cell got slower.");
  });
});
