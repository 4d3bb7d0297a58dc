// Finds the one measurement of each cell among the files that came back, and refuses what belongs elsewhere.
import type { CellMeasurement, Measurements } from "../bench/measurements.ts";
import type { BenchPlan, PlannedCell } from "../plan/bench-plan.ts";
import { CompareError } from "./compare-error.ts";

export interface GatheredMeasurement {
  readonly target: string;
  readonly measurement: CellMeasurement;
}

/**
 * All measurements by cell; more than one for a cell is the caller's to refuse, since it costs that cell alone.
 * @throws CompareError if a file was made for another plan, or holds a cell that this plan does not measure
 */
export function gatherMeasurements(
  plan: BenchPlan,
  planDigest: string,
  measurements: readonly Measurements[],
): ReadonlyMap<string, readonly GatheredMeasurement[]> {
  const measurable = new Set(plan.cells.filter(isMeasurable).map((cell) => cell.id));
  const gathered = new Map<string, GatheredMeasurement[]>();
  for (const { planDigest: found, target, cells } of measurements) {
    if (found !== planDigest) {
      throw new CompareError({
        what: `The measurements were made for the plan ${found.slice(0, 12)}, not for this one, ${planDigest.slice(0, 12)}.`,
        where: `measurements of ${target}`,
        remedy: "Compare with the plan that was benched, or bench this plan.",
      });
    }
    for (const measurement of cells) {
      if (!measurable.has(measurement.cell)) {
        throw new CompareError({
          what: `The measurements hold the cell ${JSON.stringify(measurement.cell)}, which the plan does not measure.`,
          where: `measurements of ${target}`,
          remedy: "The file was changed after the bench wrote it: bench the plan again.",
        });
      }
      gathered.set(measurement.cell, [...(gathered.get(measurement.cell) ?? []), { target, measurement }]);
    }
  }
  return gathered;
}

function isMeasurable(cell: PlannedCell): boolean {
  return cell.action === "measure" || cell.action === "measure-new";
}
