// Measurements that this kind of machine made of this very plan before: a job that is run again need not repeat them.
import { createHash } from "node:crypto";
import { arch, availableParallelism, cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import type { Measurements } from "../bench/measurements.ts";
import type { BenchJob, Parcel } from "../dispatch/index.ts";
import { restoreCache, saveCache } from "../github/index.ts";
import { ResultsFolder } from "../results/index.ts";
import { say } from "./job.ts";

type Environment = Readonly<Record<string, string | undefined>>;
type Planned = Pick<Parcel, "planDigest" | "event">;

/** What two machines must share for one's figures to stand for the other's. */
function machineFingerprint(): string {
  const processors = cpus();
  const parts = [
    processors[0]?.model ?? "unknown",
    processors.length,
    availableParallelism(),
    totalmem(),
    release(),
    arch(),
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}

/** The plan's digest names both bundles, the tolerances and the error budget. */
function place({ planDigest }: Planned, { id, cells }: BenchJob) {
  const asked = createHash("sha256").update(JSON.stringify(cells)).digest("hex").slice(0, 16);
  const key = `pacegate-cells-1-${planDigest}-${id}-${asked}-${machineFingerprint()}`;
  // The cache knows its entries by their paths too: the same one in every runner's workspace, wherever that is.
  return { key, folder: join(".pacegate", "cells", `${planDigest.slice(0, 16)}-${id}`) };
}

/** Null where there are none, or not all of the job's cells, or any that failed or found no answer. */
export async function bringCells(
  parcel: Planned,
  job: BenchJob,
  environment: Environment,
): Promise<Measurements | null> {
  // Nights count as measurements that know nothing of each other, also where no commit lies between them.
  if (parcel.event === "night") return null;
  const { key, folder } = place(parcel, job);
  if (!(await restoreCache([folder], key, environment, say))) return null;
  try {
    const [found, ...more] = await new ResultsFolder(folder).readMeasurements();
    if (found === undefined || more.length > 0 || !isWhole(found, parcel, job)) return null;
    say(`${job.id}: measured before on such a machine, used again.`);
    return found;
  } catch {
    return null;
  }
}

export async function keepCells(
  parcel: Planned,
  job: BenchJob,
  measured: Measurements,
  environment: Environment,
): Promise<void> {
  if (parcel.event === "night" || !isWhole(measured, parcel, job)) return;
  const { key, folder } = place(parcel, job);
  await new ResultsFolder(folder).writeMeasurements([measured]);
  await saveCache([folder], key, environment, say);
}

function isWhole({ planDigest, cells }: Measurements, parcel: Planned, job: BenchJob): boolean {
  // What ended without an answer is measured again: whoever runs the job again wants one.
  const finished = cells.filter(
    ({ failures, stop }) => failures.length === 0 && (stop === "decided" || stop === "enough"),
  );
  const names = new Set(finished.map(({ cell }) => cell));
  return (
    planDigest === parcel.planDigest && cells.length === job.cells.length && job.cells.every((cell) => names.has(cell))
  );
}
