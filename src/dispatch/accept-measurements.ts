// What of a job's measurements counts: those of this plan, this version, this target and these cells, each once.
import { type CellMeasurement, dispatchFailureKinds, type Measurements } from "../bench/measurements.ts";
import type { BenchJob } from "./fleet.ts";

export interface PlanIdentity {
  /** `planDigest(plan)`. */
  readonly planDigest: string;
  readonly pacegateVersion: string;
}

export interface AcceptedMeasurements {
  /** Each of a cell that is still open, each cell once. */
  readonly measured: readonly CellMeasurement[];
  /** Why something did not count, half a sentence each. */
  readonly refused: readonly string[];
}

/** @param open cells of the job without a measurement so far; what came back for its other cells is kept as it is */
export function acceptMeasurements(
  job: BenchJob,
  documents: readonly Measurements[],
  open: ReadonlySet<string>,
  identity: PlanIdentity,
): AcceptedMeasurements {
  const measured = new Map<string, CellMeasurement>();
  const refused: string[] = [];
  for (const document of documents) {
    const problem = problemOf(document, job, measured, identity);
    if (problem !== null) {
      refused.push(problem);
      continue;
    }
    for (const cell of document.cells) {
      if (cell.stop === "cancelled") refused.push(`its bench was cancelled in the cell ${quoted(cell.cell)}`);
      else if (open.has(cell.cell)) measured.set(cell.cell, cell);
    }
  }
  return { measured: [...measured.values()], refused };
}

function problemOf(
  { planDigest, pacegateVersion, target, cells }: Measurements,
  job: BenchJob,
  measured: ReadonlyMap<string, CellMeasurement>,
  identity: PlanIdentity,
): string | null {
  if (planDigest !== identity.planDigest) {
    return `its measurements are of the plan ${planDigest.slice(0, 12)}, not of this one, ${identity.planDigest.slice(0, 12)}`;
  }
  if (pacegateVersion !== identity.pacegateVersion) {
    return `its measurements were made by Pacegate ${quoted(pacegateVersion)} and the plan by ${identity.pacegateVersion}: use the same ref in both workflows`;
  }
  if (target !== job.target) return `its measurements are of the target ${quoted(target)}, not of ${job.target}`;
  const asked = new Set(job.cells);
  const seen = new Set<string>();
  for (const { cell, failures } of cells) {
    if (!asked.has(cell)) return `its measurements hold the cell ${quoted(cell)}, which was not asked for`;
    if (seen.has(cell) || measured.has(cell)) return `its measurements hold the cell ${quoted(cell)} twice`;
    seen.add(cell);
    const forged = failures.find(({ kind }) => isDispatchFailure(kind));
    // Else a runner could have its cell taken for one that no runner took.
    if (forged !== undefined) return `its measurements say ${forged.kind}, which a runner cannot know`;
  }
  return null;
}

function isDispatchFailure(kind: string): boolean {
  return dispatchFailureKinds.some((own) => own === kind);
}

/** Text from elsewhere: quoted, and short. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 117)}...` : text);
}
