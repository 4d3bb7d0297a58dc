import { describe, expect, it } from "vitest";
import { CompareError, compareMeasurements } from "../../src/compare/index.ts";
import { verdictFormat } from "../../src/compare/verdict.ts";
import { readDocument } from "../../src/document/index.ts";
import {
  file,
  graphCell,
  graphCellId,
  input,
  launches,
  localPythonCell,
  measured,
  newCell,
  outcomeIn,
  planDigest,
  slower,
  unmeasured,
} from "./measured-plan.ts";

describe("what was not measured", () => {
  it("is new without a base, with head's figures", () => {
    const measurement = measured({ launches: launches({ withBase: false, launches: 3 }), stop: "enough" });
    const { outcome, cell, verdict } = outcomeIn(input([newCell()], [measurement]), "new");
    expect(outcome.head.msPerRun).toBeCloseTo(5.5, 1);
    expect(outcome.effort).toMatchObject({ launches: 3, pairs: 120, droppedShareBase: 0 });
    expect(cell.effectOnGate).toBe("pass");
    expect(verdict.headline).toBe("1 cell is new.");
  });

  it("leaves head's stalls out of a new cell's time, and says how many there were", () => {
    const measurement = measured({ launches: launches({ withBase: false, headStalls: 0.1 }), stop: "enough" });
    const { outcome } = outcomeIn(input([newCell()], [measurement]), "new");
    expect(outcome.head.msPerRun).toBeCloseTo(5.5, 1);
    expect(outcome.effort.droppedShareHead).toBeGreaterThan(0.05);
    expect(outcome.effort.droppedShareHead).toBeLessThan(0.15);
  });

  it("keeps the plan's reason and remedy", () => {
    const { cell } = outcomeIn(input([unmeasured("incomparable")], []), "incomparable");
    expect(cell.reason).toBe("Reason of incomparable.");
    expect(cell.outcome).toEqual({ state: "incomparable", remedy: "Remedy of incomparable." });
    const { outcome } = outcomeIn(input([unmeasured("error")], []), "failed");
    expect(outcome).toMatchObject({ failure: "not-exported", remedy: "Remedy of error." });
  });

  it("says which side was not exported", () => {
    const { verdict } = outcomeIn(input([unmeasured("error")], []), "failed");
    const commit = verdict.head.commit?.slice(0, 10);
    expect(verdict.headline).toContain(`could not be judged: head (${commit}) was not exported`);
  });

  it("does not call an export missing where an engine or a machine is", () => {
    const cell = {
      ...unmeasured("error"),
      action: "error" as const,
      remedy: "Name another.",
      unmeasurable: true as const,
    };
    const { outcome, verdict } = outcomeIn(input([cell], []), "failed");
    expect(outcome.failure).toBe("not-measurable");
    expect(verdict.headline).toContain("could not be judged: it cannot be measured by this run");
    expect(verdict.conclusion).toBe("error");
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
    const broken = localPythonCell(false);
    const measurement = measured({ cell: broken.id, launches: launches({ baseMs: [1] }) });
    expect(() => compareMeasurements(input([broken], [measurement]))).toThrow("has no base for it");
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
