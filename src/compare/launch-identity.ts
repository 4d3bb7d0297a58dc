// Whether the launches of a measurement belong together: each measured once, on one machine, each side what the plan says.
import type { CellMeasurement, Launch } from "../bench/measurements.ts";
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
  return repeatedLaunch(measurement) ?? otherMachine(measurement.launches);
}

/** Twice the same launch would count as two that agree. */
function repeatedLaunch({ launches, failures }: CellMeasurement): string | null {
  const seen = new Map<string, number>();
  for (const { index, startedAt, seed } of launches) {
    if (failures.some(({ launch }) => launch === index)) return `Launch ${index} is listed as measured and as failed`;
    // A copy under another index still began at the same millisecond with the same draw.
    const start = JSON.stringify([startedAt, seed]);
    const before = seen.get(`index ${index}`) ?? seen.get(start);
    if (before === index) return `Launch ${index} is listed twice`;
    if (before !== undefined) return `Launch ${index} is launch ${before} once more`;
    seen.set(`index ${index}`, index).set(start, index);
  }
  return null;
}

function otherMachine(launches: readonly Launch[]): string | null {
  const [first] = launches;
  const other = launches.find(({ machine }) => machine !== first?.machine);
  if (first === undefined || other === undefined) return null;
  return `Launch ${other.index} comes from another machine than launch ${first.index}, and figures of two machines do not mix`;
}

function sidesProblem(sides: SideDigests, planned: SideDigests): string | null {
  if (sides.base === planned.base && sides.head === planned.head) return null;
  if (sides.base === planned.head && sides.head === planned.base) return "has base and head swapped";
  return "measured other work than the plan has for this cell";
}
