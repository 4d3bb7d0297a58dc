// What the nominal slowdowns are, as long duets on the quiet machine have shown.
import { type CalibrationLaunch, nextCalibrationStep } from "../calibration.ts";
import type { CalibrationFigures } from "./figures.ts";

/**
 * A calibration that is not done has no verdict yet, and is left out.
 * @param launches in the order in which they were made
 */
export function calibrationFigures(launches: readonly CalibrationLaunch[]): CalibrationFigures[] {
  const groups = Map.groupBy(launches, ({ graph, nominalPercent }) => JSON.stringify([graph, nominalPercent]));
  const figures = [...groups.values()].flatMap((group): CalibrationFigures[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { graph, nominalPercent, columns } = first;
    const step = nextCalibrationStep(group, nominalPercent, columns);
    return step.kind === "done" ? [{ graph, nominalPercent, ...step.calibrated }] : [];
  });
  return figures.toSorted((a, b) => a.graph.localeCompare(b.graph) || a.nominalPercent - b.nominalPercent);
}
