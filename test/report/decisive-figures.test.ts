import { expect, it } from "vitest";
import { acceptedRow } from "../../src/report/accepted-row.ts";
import { decisiveFigures } from "../../src/report/decisive-figures.ts";
import { renderReport } from "../../src/report/index.ts";
import { sampleCell, sampleMeasured, sampleVerdict } from "../fixtures/verdict.ts";

const tail = {
  decision: "regression" as const,
  effect: { ratio: 0.8, lower: 0.6, upper: 1, level: 0.99 },
  tolerance: 0.1,
  baseMs: 20,
  headMs: 36,
};

it("a cell that its mean fails is shown with its means, whatever its tail does", () => {
  const outcome = sampleMeasured({ tail });
  expect(decisiveFigures(outcome)).toEqual({ baseMs: 12.1, headMs: 16.3, effect: outcome.effect, mark: "" });
});

it("a cell that its tail alone fails is shown with its 95th percentiles, marked, in every report", () => {
  const outcome = sampleMeasured({
    tail,
    failedBy: "tail",
    effect: { ratio: 0, lower: -0.01, upper: 0.01, level: 0.99 },
  });
  const verdict = sampleVerdict({ cells: [sampleCell({ outcome })] });
  expect(renderReport(verdict, { format: "markdown" })).toMatch(/\| +20\.0 \| +36\.0 \| p95 \+80\.0% \[/);
  expect(renderReport(verdict, { format: "terminal" })).toMatch(/20\.0+ +36\.0+ +p95 \+80\.0%/);
});

it("an accepted cell is shown with the change that failed it", () => {
  const acceptance = { by: "ada", reason: "Rare.", until: null };
  const cell = (outcome: ReturnType<typeof sampleMeasured>) =>
    acceptedRow(sampleCell({ outcome, effectOnGate: "accepted", acceptance })).change;
  expect(cell(sampleMeasured({ tail, failedBy: "tail" }))).toBe("p95 +80.0% [+60.0% to +100.0%]");
  expect(cell(sampleMeasured({ tail }))).toBe("+34.7% [+33.9% to +35.5%]");
});
