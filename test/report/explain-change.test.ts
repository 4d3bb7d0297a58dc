import fc from "fast-check";
import { expect, test } from "vitest";
import { explainChange, slowestPart } from "../../src/report/explain-change.ts";
import type { CellIn } from "../../src/report/group-cells.ts";
import { sampleCell, sampleMeasured } from "../fixtures/verdict.ts";

function cellWith(deltas: readonly number[], remainderMs: number): CellIn<"measured"> {
  const contributions = deltas.map((deltaMs, index) => ({
    label: `Graph #${index + 1}`,
    baseMs: 1,
    headMs: 1 + deltaMs,
    deltaMs,
    unchanged: false,
    probability: 0.0001,
    found: true,
  }));
  return { ...sampleCell(), outcome: sampleMeasured({ contributions, remainderMs }) };
}

const figure = fc.double({ min: -50, max: 50, noNaN: true });

test("the differences shown add up to the total shown, to the last digit", () => {
  fc.assert(
    fc.property(
      fc.array(figure, { minLength: 1, maxLength: 20 }),
      figure,
      fc.integer({ min: 0, max: 25 }),
      (deltas, remainder, maxParts) => {
        const rows = explainChange(cellWith(deltas, remainder), maxParts);
        const decimals = Math.max(...rows.map((row) => (row.deltaMs.split(".")[1] ?? "").length));
        const units = rows.map((row) => Math.round(Number(row.deltaMs.replaceAll(",", "")) * 10 ** decimals));
        expect(units.slice(0, -1).reduce((sum, unit) => sum + unit, 0)).toBe(units.at(-1));
      },
    ),
  );
});

test("shows the largest changes by name and sums the others up in one row", () => {
  const rows = explainChange(cellWith([0.1, 3, -2, 0.2], 0), 2);
  expect(rows.map((row) => [row.label, row.deltaMs])).toEqual([
    ["Graph #2", "+3.000"],
    ["Graph #3", "-2.000"],
    ["2 other parts", "+0.300"],
    ["Remainder (not assigned to a part)", "0.000"],
    ["Total", "+1.300"],
  ]);
});

test("has nothing to explain where there are no parts", () => {
  expect(explainChange(cellWith([], 1), 5)).toEqual([]);
  expect(slowestPart(cellWith([], 1))).toBeNull();
});

test("names the part that got slower most, not the one that changed most", () => {
  expect(slowestPart(cellWith([1, -5, 2], 4))?.label).toBe("Graph #3");
  expect(slowestPart(cellWith([-1, -5], 9))).toBeNull();
});

test("calls the whole slowdown all of it, though another part that got faster makes it more", () => {
  expect(slowestPart(cellWith([4.1, -0.1], 0))?.share).toBe("all");
  expect(slowestPart(cellWith([9.96], 0.04))?.share).toBe("all");
  expect(slowestPart(cellWith([9.9], 0.1))?.share).toBe("99.0%");
});

test("leaves a side open where a part is on the other side alone", () => {
  const contributions = [
    { label: "Graph #1", baseMs: null, headMs: 2, deltaMs: 2, unchanged: false, probability: 0.0001, found: true },
  ];
  const [row] = explainChange({ ...sampleCell(), outcome: sampleMeasured({ contributions, remainderMs: 0 }) }, 5);
  expect(row).toMatchObject({ baseMs: "–", headMs: "2.00", share: "100.0%" });
});

test("says of a part that it is the same on both sides, so that its change is read as noise", () => {
  const contributions = [
    { label: "Graph #1", baseMs: 1, headMs: 1.01, deltaMs: 0.01, unchanged: true, probability: 0.0001, found: true },
  ];
  const [row] = explainChange({ ...sampleCell(), outcome: sampleMeasured({ contributions, remainderMs: 0 }) }, 5);
  expect(row?.note).toBe(" (unchanged)");
});
