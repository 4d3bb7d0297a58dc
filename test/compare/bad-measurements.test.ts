// Measurements that are bad as a whole are refused with a sentence; what is only left out is named.
import { describe, expect, it } from "vitest";
import { compareMeasurements } from "../../src/compare/index.ts";
import { failure, graphCell, input, launches, localPythonCell, measured, newCell, outcomeIn } from "./measured-plan.ts";
import { otherId, refusal } from "./refusal.ts";

describe("a cell is refused whatever its launches are worth", () => {
  it("with too few of them for its kind of work, and says how long enough of them take", () => {
    const graph = refusal(graphCell(), measured({ launches: launches({ launches: 3 }), seconds: 90 }));
    expect(graph).toEqual({
      failure: "not-measured",
      reason: "Only 3 of the 4 launches that a decision needs were measured.",
      remedy: "Raise `gate.limits.seconds-per-cell` to 120 s, or use smaller inputs.",
    });
    const python = localPythonCell();
    const two = launches({ of: python, baseMs: [20], launches: 2 });
    expect(refusal(python, measured({ cell: python.id, parity: [], launches: two })).reason).toBe(
      "Only 2 of the 3 launches that a decision needs were measured.",
    );
    expect(refusal(newCell(), measured({ launches: [] })).reason).toBe(
      "Only 0 of the 1 launches that a decision needs were measured.",
    );
  });

  it("measured twice in one file, or as often as there are files", () => {
    const twice = [measured(), measured(), measured({ cell: otherId })];
    const cells = [graphCell(), graphCell({ id: otherId, case: "other" })];
    const verdict = compareMeasurements(input(cells, twice));
    expect(verdict.cells.map(({ outcome }) => outcome.state)).toEqual(["failed", "measured"]);
    expect(verdict.cells[0]?.reason).toBe("This cell came back 2 times, and which one counts is not known.");
  });

  it("with a launch that is listed as good and as failed", () => {
    const both = measured({ failures: [failure({ launch: 1 })] });
    expect(refusal(graphCell(), both).reason).toBe("Launch 1 is listed as measured and as failed.");
  });

  it("with seconds or differences of outputs that are no number", () => {
    expect(refusal(graphCell(), measured({ seconds: Number.NaN })).reason).toBe(
      "Its NaN seconds are no number from 0 on.",
    );
    const parity = measured().parity.map((side) => ({ ...side, maxRelativeL2: Number.NaN }));
    expect(refusal(graphCell(), measured({ parity })).reason).toBe(
      "The outputs of base differ from the golden ones by something that is no number.",
    );
  });
});

describe("a launch that the bench threw away", () => {
  const lost = failure({ kind: "clock-jumped", side: null, message: "it jumped." });

  it("is left out of both sides, and the reason says so", () => {
    const { cell, outcome } = outcomeIn(input([graphCell()], [measured({ failures: [lost] })]), "measured");
    expect(cell.reason).toMatch(
      /; launch 6 was timed by a clock that jumped and is left out whole, base and head alike\.$/,
    );
    expect(outcome.effort.launches).toBe(6);
    const without = outcomeIn(input([graphCell()], [measured()]), "measured");
    expect(outcome.effect).toEqual(without.outcome.effect);
  });

  it("is left out of a new cell in the same way", () => {
    const measurement = measured({ launches: launches({ withBase: false }), failures: [lost], stop: "enough" });
    const { cell } = outcomeIn(input([newCell()], [measurement]), "new");
    expect(cell.reason).toBe("The case is new; launch 6 was timed by a clock that jumped and is left out whole.");
  });
});

describe("the 95th percentile", () => {
  const withTail = graphCell({ tail: { alpha: 0.001, tolerance: 0.1, resolution: 0.2 } });
  /** Launches with passes enough for a tail, of eight. */
  const judgedOf = (enough: number) => {
    const long = launches({ launches: 8, pairs: 20 });
    const mixed = long.map((launch, index) =>
      index < enough
        ? launch
        : { ...launch, instances: launch.instances.map((one) => ({ ...one, pairs: one.pairs.slice(0, 10) })) },
    );
    return outcomeIn(input([withTail], [measured({ launches: mixed })]), "measured");
  };

  it("is not judged from fewer launches than its rule needs, and the reason says so", () => {
    const { outcome, cell } = judgedOf(3);
    expect(outcome.tail).toBeUndefined();
    expect(cell.reason).toContain("the 95th percentile is not judged, since that takes 60 passes a launch");
  });

  it("is judged from those that have passes enough, and the reason says how many that are", () => {
    const { outcome, cell } = judgedOf(5);
    expect(outcome.tail?.decision).toBe("unchanged");
    expect(cell.reason).toContain("the 95th percentile is that of the 5 launches with 60 passes or more");
    expect(judgedOf(8).cell.reason).not.toContain("95th percentile");
  });
});
