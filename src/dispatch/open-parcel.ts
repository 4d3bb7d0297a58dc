// Opens a parcel and trusts nothing in it until every file, digest and reference is checked.
import { basename, join, resolve } from "node:path";
import { type Measurements, measurementsFileFormat } from "../bench/measurements.ts";
import { type Bundle, objectNames, openBundle } from "../bundle/index.ts";
import { documentDigest } from "../document/document-digest.ts";
import { type BenchPlan, benchPlanFormat } from "../plan/bench-plan.ts";
import { checkJobsOfPlan } from "./check-jobs.ts";
import type { BenchJob } from "./fleet.ts";
import { isToMeasure } from "./is-to-measure.ts";
import { listParcel, parcelNames, parseParcelFile, readParcelFile, refused } from "./parcel-files.ts";
import { type ParcelFile, parcelFormat } from "./parcel-format.ts";
import { checkVersion } from "./same-version.ts";

/** A plan with all that it takes to measure it and to judge it. */
export interface Parcel extends Readonly<Omit<ParcelFile, "schema" | "jobs">> {
  readonly jobs: readonly BenchJob[];
  readonly plan: BenchPlan;
  readonly base: Bundle | null;
  readonly head: Bundle;
  /** Made where the plan was made, of cells that are in no job. */
  readonly measurements: readonly Measurements[];
}

/**
 * @throws DispatchError for a parcel of another version, or one that is not as the gate wrote it
 * @throws BundleError for what is wrong with one of its bundles
 */
export async function openParcel(folder: string, pacegateVersion: string): Promise<Parcel> {
  const directory = resolve(folder);
  const names = await listParcel(directory);
  const parcelPath = join(directory, parcelNames.parcel);
  const text = await readParcelFile(directory, parcelNames.parcel);
  checkVersion(text, parcelPath, pacegateVersion);
  const { schema: _, ...parcel } = parseParcelFile(parcelFormat, text, parcelPath);

  const planPath = join(directory, parcelNames.plan);
  const plan = parseParcelFile(benchPlanFormat, await readParcelFile(directory, parcelNames.plan), planPath);
  const digest = documentDigest(plan);
  if (digest !== parcel.planDigest) {
    throw refused(`The plan has the digest ${digest}, not ${parcel.planDigest} as the parcel says.`, planPath);
  }
  checkJobsOfPlan(parcel.jobs, plan);

  const head = await openSide(directory, "head", plan.head.bundle);
  const base = plan.base === null ? null : await openSide(directory, "base", plan.base.bundle);
  const named = new Set([...objectNames(head), ...(base === null ? [] : objectNames(base))]);
  const extra = [...names].find(
    (name) => isUnnamed(name, named) || (base === null && name.startsWith("bundles/base/")),
  );
  if (extra !== undefined) throw refused(`Nothing in the parcel refers to ${extra}.`, directory);

  const measurements = names.has(parcelNames.measurements) ? await readMeasurements(directory, plan, parcel) : [];
  return { ...parcel, plan, base, head, measurements };
}

async function openSide(directory: string, side: "base" | "head", planned: string): Promise<Bundle> {
  const folder = join(directory, parcelNames.bundles, side);
  const bundle = await openBundle(folder, { objectsDirectory: join(directory, parcelNames.objects) });
  if (bundle.digest === planned) return bundle;
  throw refused(
    `The plan was made for another ${side} bundle (${planned}) than the one here (${bundle.digest}).`,
    folder,
  );
}

function isUnnamed(name: string, named: ReadonlySet<string>): boolean {
  return name.startsWith(`${parcelNames.objects}/`) && !named.has(basename(name));
}

async function readMeasurements(
  directory: string,
  plan: BenchPlan,
  { jobs, planDigest, pacegateVersion }: Omit<ParcelFile, "schema">,
): Promise<readonly Measurements[]> {
  const path = join(directory, parcelNames.measurements);
  const text = await readParcelFile(directory, parcelNames.measurements);
  const { measurements } = parseParcelFile(measurementsFileFormat, text, path);
  const inJobs = new Set(jobs.flatMap(({ cells }) => cells));
  const local = new Set(plan.cells.filter(isToMeasure).flatMap(({ id }) => (inJobs.has(id) ? [] : [id])));
  for (const document of measurements) {
    if (document.planDigest !== planDigest) {
      throw refused(`The measurements are of the plan ${document.planDigest}, not of ${planDigest}.`, path);
    }
    if (document.pacegateVersion !== pacegateVersion) {
      throw refused(`The measurements were made by Pacegate ${JSON.stringify(document.pacegateVersion)}.`, path);
    }
    for (const { cell } of document.cells) {
      if (!local.delete(cell)) {
        throw refused(
          `The cell ${JSON.stringify(cell)} is measured twice, in a job, or not at all by this plan.`,
          path,
        );
      }
    }
  }
  return measurements;
}
