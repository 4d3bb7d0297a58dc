// Bundles that were exported before, brought from the cache or a release so that base is not exported twice.
import { createWriteStream, existsSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { objectNames, objectPath } from "../bundle/index.ts";
import type { Parcel } from "../dispatch/index.ts";
import {
  downloadReleaseAsset,
  findRelease,
  listReleases,
  restoreCache,
  saveCache,
  unzip,
  uploadReleaseAsset,
} from "../github/index.ts";
import type { Connection } from "./connection.ts";
import { type Job, say, warn } from "./job.ts";
import { parcelLimits } from "./runners.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export const bundleAsset = "pacegate-bundle.zip";
const bundleFolder = "[0-9a-f]{40,64}-[0-9a-f]{1,64}";
const assetEntries = new RegExp(`^(?:bundles/${bundleFolder}/manifest\\.json|objects/[0-9a-f]{64})$`);

/** The very same strings at saving and bringing: the cache knows its entries by them. */
function storePaths({ inputs }: Job): readonly string[] {
  return ["bundles", "objects"].map((folder) => join(inputs.workingDirectory, ".pacegate", folder));
}

export function bundlesKey(commit: string): string {
  return `pacegate-bundles-1-${process.platform}-${process.arch}-${commit}`;
}

/**
 * Fills the project's store with what is known of the base. What is brought is checked when it is opened, and it is
 * used only where everything else that a bundle depends on is the same; losing it costs time only.
 */
export async function bringBundles(job: Job, base: string | null, environment: Environment): Promise<void> {
  if (base === null) return;
  if (await restoreCache(storePaths(job), bundlesKey(base), environment, say)) {
    say(`Brought base's bundle from the cache (${base.slice(0, 12)}).`);
    return;
  }
  if (job.event.kind !== "night" && job.event.kind !== "release") return;
  try {
    await bringFromRelease(job);
  } catch (error) {
    job.signal.throwIfAborted();
    warn(`The release's bundle could not be used, so it is exported again: ${describe(error)}`);
  }
}

async function bringFromRelease({ connection, event, inputs, signal }: Job): Promise<void> {
  if (connection === null) return;
  const gated = event.kind === "release" ? event.tag : null;
  const release = (await listReleases(connection.client)).find(({ tag }) => tag !== gated);
  const asset = release?.assets.find(({ name }) => name === bundleAsset);
  if (release === undefined || asset === undefined) return;
  const temporary = await mkdtemp(join(tmpdir(), "pacegate-release-"));
  await using _temporary = { [Symbol.asyncDispose]: () => rm(temporary, { recursive: true, force: true }) };
  const limits = parcelLimits(signal, assetEntries);
  await downloadReleaseAsset(connection.client, asset, join(temporary, "bundle.zip"), limits.maxZipBytes);
  await unzip(join(temporary, "bundle.zip"), join(temporary, "store"), limits);
  const store = join(inputs.workingDirectory, ".pacegate");
  await cp(join(temporary, "store"), store, { recursive: true, force: false, errorOnExist: false });
  say(`Brought the bundle of ${release.tag} from its release.`);
}

/** After a merge: the next pull requests find their base in the cache. */
export async function keepBundles(job: Job, { head }: Parcel, environment: Environment): Promise<void> {
  const { event, inputs } = job;
  const isRecorded = (event.kind === "push" && event.toDefault) || event.kind === "release";
  if (inputs.dryRun || !isRecorded || head.manifest.commit === null) return;
  await saveCache(storePaths(job), bundlesKey(head.manifest.commit), environment, say);
}

/** @returns whether the release holds the bundle now */
export async function keepInRelease(connection: Connection, tag: string, parcel: Parcel): Promise<boolean> {
  const release = await findRelease(connection.client, tag);
  if (release === null || parcel.headFolder === undefined) return false;
  const temporary = await mkdtemp(join(tmpdir(), "pacegate-release-"));
  await using _temporary = { [Symbol.asyncDispose]: () => rm(temporary, { recursive: true, force: true }) };
  const file = join(temporary, bundleAsset);
  await zipBundle(parcel, parcel.headFolder, file);
  await uploadReleaseAsset(connection.client, release, bundleAsset, file);
  return true;
}

async function zipBundle({ head }: Parcel, folder: string, file: string): Promise<void> {
  const zip = new ZipFile();
  zip.addFile(join(head.directory, "manifest.json"), `bundles/${basename(folder)}/manifest.json`);
  for (const name of objectNames(head)) {
    const path = objectPath(head, name);
    if (existsSync(path)) zip.addFile(path, `objects/${name}`);
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
