// What becomes of a cell that is bad, beside one that is good.
import { expect } from "vitest";
import type { CellMeasurement } from "../../src/bench/measurements.ts";
import { verdictFormat } from "../../src/compare/verdict.ts";
import { readDocument } from "../../src/document/index.ts";
import type { PlannedCell } from "../../src/plan/bench-plan.ts";
import { file, graphCell, input, measured, outcomeIn } from "./measured-plan.ts";

export const otherId = "other here/onnxrt-cpu";

/** The verdict on a cell that is bad and on one beside it that is good. */
export function refusal(cell: PlannedCell, measurement: CellMeasurement) {
  const beside = graphCell({ id: otherId, case: "other" });
  const files = [
    file([measurement, measured({ cell: otherId })].filter(({ cell: id }) => id === otherId || cell.backend !== null)),
    ...(cell.backend === null ? [file([measurement], "local-python")] : []),
  ];
  const { outcome, cell: judged, verdict } = outcomeIn(input([cell, beside], [], { measurements: files }), "failed");
  expect(verdict.conclusion).toBe("error");
  expect(judged.effectOnGate).toBe("fail-error");
  expect(outcome.remedy).not.toBe("");
  expect(verdict.headline).toContain("could not be judged");
  // The cell beside it keeps its verdict.
  expect(verdict.cells[1]).toMatchObject({ effectOnGate: "pass", outcome: { decision: "unchanged" } });
  // Nothing of the bad numbers is left in the verdict, which can be read again.
  expect(readDocument(verdictFormat, JSON.stringify(verdict), "verdict.json")).toEqual(verdict);
  return { failure: outcome.failure, remedy: outcome.remedy, reason: judged.reason };
}
