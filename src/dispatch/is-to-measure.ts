// Which cells of a plan are measured at all.
import type { MeasuredCellPlan, PlannedCell } from "../plan/bench-plan.ts";

export function isToMeasure(cell: PlannedCell): cell is MeasuredCellPlan {
  return cell.action === "measure" || cell.action === "measure-new";
}
