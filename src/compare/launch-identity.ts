// Whether the launches of a measurement belong together: one machine, one clock, and each side what the plan says.
import { clockProblem } from "../bench/launch-clock.ts";
import type { CellMeasurement } from "../bench/measurements.ts";
import { type SideDigests, sideDigests } from "../bench/side-digests.ts";
import type { BenchPlan, MeasuredCellPlan } from "../plan/bench-plan.ts";

/** Null where they do, else what is wrong, as the beginning of a sentence. */
export function launchIdentityProblem(
  cell: MeasuredCellPlan,
  measurement: CellMeasurement,
  plan: Pick<BenchPlan, "base" | "head">,
): string | null {
  const planned = sideDigests(cell, { base: plan.base?.bundle ?? null, head: plan.head.bundle });
  for (const { index, sides } of measurement.launches) {
    const wrong = sidesProblem(sides, planned);
    if (wrong !== null) return `Launch ${index} ${wrong}`;
  }
  const machines = new Set(measurement.launches.map(({ machine }) => machine));
  if (machines.size > 1)
    return `Its launches come from ${machines.size} machines, and figures of two machines do not mix`;
  const clock = clockProblem(measurement);
  return clock === null ? null : `The clock of launch ${clock.launch} cannot be believed: ${clock.problem}`;
}

function sidesProblem(sides: SideDigests, planned: SideDigests): string | null {
  if (sides.base === planned.base && sides.head === planned.head) return null;
  if (sides.base === planned.head && sides.head === planned.base) return "has base and head swapped";
  return "measured other work than the plan has for this cell";
}
