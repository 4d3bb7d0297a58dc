import { describe, expect, test } from "vitest";
import type { CellVerdict } from "../../src/compare/verdict.ts";
import { describeEvidence, type EvidentCell, evidentCells } from "../../src/report/describe-evidence.ts";
import { formatEffect } from "../../src/report/format-number.ts";
import { groupCells, isMeasured } from "../../src/report/group-cells.ts";
import { renderReport } from "../../src/report/index.ts";
import { sampleCell, sampleEffort, sampleEnvironment, sampleMeasured, sampleVerdict } from "../fixtures/verdict.ts";
import { effectOnGate, everyOutcome } from "./every-outcome.ts";

const measured = (overrides: Parameters<typeof sampleMeasured>[0] = {}): EvidentCell => {
  const cell = sampleCell({ outcome: sampleMeasured(overrides) });
  if (!isMeasured(cell)) throw new Error("not measured");
  return cell;
};
const evidence = (overrides: Parameters<typeof sampleMeasured>[0] = {}) =>
  describeEvidence(measured(overrides), formatEffect);

const tail = {
  decision: "unchanged" as const,
  effect: { ratio: 0.02, lower: -0.01, upper: 0.05, level: 0.99 },
  tolerance: 0.1,
  baseMs: 20,
  headMs: 20.4,
};

describe("the evidence of a cell", () => {
  test("says what would have shown, what was spent and what was thrown away", () => {
    expect(evidence()).toEqual({
      beside: "",
      smallestVisible: "+2.5%",
      noiseControl: "calm",
      launches: "8",
      pairs: "960",
      seconds: "41 s",
      dropped: "2.1% / 1.8%",
      neverSteady: "0 / 0 of 64",
      steadinessUnknown: "",
    });
  });

  test("has the change that the other tables do not have: the tail's, or the mean's where the tail decided", () => {
    expect(evidence({ tail }).beside).toBe("p95 +2.0% [-1.0% to +5.0%]");
    expect(evidence({ tail, failedBy: "tail" }).beside).toBe("mean +34.7% [+33.9% to +35.5%]");
  });

  test("says whether the unchanged subgraphs moved, and what comes of it", () => {
    const { effect } = tail;
    expect(evidence({ noiseControl: { state: "absent" } }).noiseControl).toBe("none");
    expect(evidence({ noiseControl: { state: "moved", effect, holds: true } }).noiseControl).toBe(
      "moved +2.0% [-1.0% to +5.0%]: without that the same decision",
    );
    expect(evidence({ noiseControl: { state: "moved", effect, holds: false } }).noiseControl).toMatch(
      /without that another decision$/,
    );
  });

  test("tells warm-ups that never got steady from those of which it is not known", () => {
    const effort = { ...sampleEffort, neverSteadyBase: 1, neverSteadyHead: 40, steadinessUnknownHead: 5 };
    expect(evidence({ effort })).toMatchObject({ neverSteady: "1 / 40 of 64", steadinessUnknown: "0 / 5 not known" });
  });

  test("of head alone is of one side, and holds nothing of a comparison", () => {
    const { head } = sampleMeasured();
    const effort = { ...sampleEffort, neverSteadyHead: 3 };
    const outcome = { state: "new" as const, head, effort, environment: sampleEnvironment };
    const [cell] = evidentCells(groupCells([sampleCell({ outcome, effectOnGate: "pass" })]));
    if (cell === undefined) throw new Error("a new cell has no evidence");
    expect(describeEvidence(cell, formatEffect)).toMatchObject({
      beside: "",
      smallestVisible: "",
      noiseControl: "",
      dropped: "1.8%",
      neverSteady: "3 of 64",
    });
  });
});

describe("cells with evidence", () => {
  test("are all that were measured, worst first, each once", () => {
    const cells = everyOutcome.map((outcome, index) =>
      sampleCell({ id: `${index}`, outcome, effectOnGate: effectOnGate(outcome) }),
    );
    const unchanged = sampleMeasured({ decision: "unchanged" });
    // Fails for its budget, so it is among what blocks and among what did not change.
    const overBudget = sampleCell({ id: "over", outcome: unchanged, effectOnGate: "fail-regression" });
    const states = evidentCells(groupCells([overBudget, ...cells])).map(({ id, outcome }) =>
      id === "over" ? id : outcome.state === "measured" ? outcome.decision : outcome.state,
    );
    expect(states).toEqual(["regression", "over", "improvement", "inconclusive", "unchanged", "new"]);
  });

  test("are shown with it in every report, accepted ones too", () => {
    const effort = { ...sampleEffort, neverSteadyHead: 40, steadinessUnknownBase: 2 };
    const acceptance = { by: "ada", reason: "Better answers.", until: null };
    const cell: CellVerdict = sampleCell({
      outcome: sampleMeasured({ tail, effort }),
      effectOnGate: "accepted",
      acceptance,
    });
    const verdict = sampleVerdict({ conclusion: "pass", cells: [cell] });
    const row =
      /\| `search@16` on `g4dn\.xlarge\/onnxrt-cpu` \| regression \| p95 \+2\.0% \[.*\] +\| +\+2\.5% \| calm .*\| 41 s \| +2\.1% \/ 1\.8% \| +0 \/ 40 of 64 \(2 \/ 0 not known\) \|/;
    expect(renderReport(verdict, { format: "markdown" })).toMatch(row);
    expect(renderReport(verdict, { format: "terminal" }).replace(/\s+/g, " ")).toContain(
      "search@16 on g4dn.xlarge/onnxrt-cpu: slowdowns from +2.5% on would have shown; p95 +2.0% [-1.0% to +5.0%]; noise control calm; 8 launches, 960 pairs, 41 s; 2.1% / 1.8% of pairs dropped; warm-ups never steady 0 / 40 of 64 (2 / 0 not known)",
    );
  });
});
