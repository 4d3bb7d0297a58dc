// Writes a parcel: one folder with all that it takes to measure a plan elsewhere and to judge it, and nothing more.
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, link, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { measurementsFileFormat } from "../bench/measurements.ts";
import { type Bundle, objectNames, objectPath } from "../bundle/index.ts";
import { documentDigest } from "../document/document-digest.ts";
import { checkJobsOfPlan } from "./check-jobs.ts";
import { DispatchError } from "./dispatch-error.ts";
import type { Parcel } from "./open-parcel.ts";
import { parcelNames } from "./parcel-files.ts";
import { parcelFormat } from "./parcel-format.ts";

export type ParcelContents = Omit<Parcel, "planDigest">;

/**
 * @param folder made here; it must not hold anything yet
 * @returns the parcel's files, relative to the folder, for an upload
 * @throws DispatchError if the bundles or the jobs are not the plan's, or the folder holds something
 */
export async function writeParcel(folder: string, contents: ParcelContents): Promise<readonly string[]> {
  const { plan, base, head, measurements, pacegateVersion, jobs, event, config, settingChanges, versions } = contents;
  checkJobsOfPlan(jobs, plan);
  checkSide("head", plan.head.bundle, head);
  checkSide("base", plan.base?.bundle ?? null, base);
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) {
    throw new DispatchError({
      what: "The parcel's folder is not empty.",
      where: folder,
      remedy: "Name a folder that does not exist.",
    });
  }

  const files: string[] = [];
  const write = async (name: string, content: string | Buffer): Promise<void> => {
    await writeFile(join(folder, name), content, { flag: "wx" });
    files.push(name);
  };
  const planDigest = documentDigest(plan);
  const { headFolder, anchor } = contents;
  const named = { ...(headFolder === undefined ? {} : { headFolder }), ...(anchor === undefined ? {} : { anchor }) };
  const facts = { pacegateVersion, planDigest, jobs, event, config, settingChanges, versions, ...named };
  await write(parcelNames.parcel, `${JSON.stringify({ schema: parcelFormat.tag, ...facts })}\n`);
  await write(parcelNames.plan, `${JSON.stringify(plan)}\n`);
  if (measurements.length > 0) {
    const document = { schema: measurementsFileFormat.tag, measurements };
    await write(parcelNames.measurements, `${JSON.stringify(document)}\n`);
  }
  await mkdir(join(folder, parcelNames.objects));
  for (const [side, bundle] of [["base", base] as const, ["head", head] as const]) {
    if (bundle === null) continue;
    await mkdir(join(folder, parcelNames.bundles, side), { recursive: true });
    await write(`${parcelNames.bundles}/${side}/manifest.json`, await readManifest(bundle));
    for (const name of objectNames(bundle)) {
      const file = `${parcelNames.objects}/${name}`;
      if (await place(objectPath(bundle, name), join(folder, file))) files.push(file);
    }
  }
  return files;
}

function checkSide(side: string, planned: string | null, bundle: Bundle | null): void {
  const given = bundle?.digest ?? null;
  if (planned === given) return;
  throw new DispatchError({
    what: `The plan was made for another ${side} bundle (${planned ?? "none"}) than the one given (${given ?? "none"}).`,
    remedy: "Plan again with these bundles, or give the bundles that the plan names.",
  });
}

/** Byte by byte, since the digest is that of the bytes. */
async function readManifest({ directory, digest }: Bundle): Promise<Buffer> {
  const path = join(directory, "manifest.json");
  const bytes = await readFile(path);
  if (createHash("sha256").update(bytes).digest("hex") === digest) return bytes;
  throw new DispatchError({
    what: "The bundle's manifest has changed since the plan was made.",
    where: path,
    remedy: "Export and plan again.",
  });
}

/** A second name for the same file where the disk allows that: weights are large. @returns false where it was there */
async function place(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
  } catch (linking) {
    if (isExisting(linking)) return false;
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
  return true;
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}
