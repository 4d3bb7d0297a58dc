// Measurements that this kind of machine made of this very plan before: a job that is run again need not repeat them.
import { createHash } from "node:crypto";
import { arch, availableParallelism, cpus, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import type { Measurements } from "../bench/measurements.ts";
import type { BenchJob, Parcel } from "../dispatch/index.ts";
import { restoreCache, saveCache } from "../github/index.ts";
import { ResultsFolder } from "../results/index.ts";
import { say } from "./job.ts";

type Environment = Readonly<Record<string, string | undefined>>;

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
function place({ planDigest }: Parcel, { id, cells }: BenchJob, environment: Environment) {
  const asked = createHash("sha256").update(JSON.stringify(cells)).digest("hex").slice(0, 16);
  const key = `pacegate-cells-1-${planDigest}-${id}-${asked}-${machineFingerprint()}`;
  // The cache knows its entries by their paths too: the same one on every machine of this kind.
  return {
    key,
    folder: join(environment.RUNNER_TEMP ?? tmpdir(), "pacegate-cells", `${planDigest.slice(0, 16)}-${id}`),
  };
}

/** Null where there are none, or not all of the job's cells, or any that failed. */
export async function bringCells(
  parcel: Parcel,
  job: BenchJob,
  environment: Environment,
): Promise<Measurements | null> {
  const { key, folder } = place(parcel, job, environment);
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
  parcel: Parcel,
  job: BenchJob,
  measured: Measurements,
  environment: Environment,
): Promise<void> {
  if (!isWhole(measured, parcel, job)) return;
  const { key, folder } = place(parcel, job, environment);
  await new ResultsFolder(folder).writeMeasurements([measured]);
  await saveCache([folder], key, environment, say);
}

function isWhole({ planDigest, cells }: Measurements, parcel: Parcel, job: BenchJob): boolean {
  const finished = cells.filter(({ failures, stop }) => failures.length === 0 && stop !== "cancelled");
  const names = new Set(finished.map(({ cell }) => cell));
  return (
    planDigest === parcel.planDigest && cells.length === job.cells.length && job.cells.every((cell) => names.has(cell))
  );
}
