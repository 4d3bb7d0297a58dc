// Opens a bundle folder and trusts nothing in it until every reference, size and digest is checked.
import { createHash } from "node:crypto";
import { lstat, realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DocumentError, readDocument } from "../document/index.ts";
import { BundleError } from "./bundle-error.ts";
import { checkExternalData } from "./check-external-data.ts";
import { checkReferences } from "./check-references.ts";
import { type Manifest, manifestFormat } from "./manifest.ts";
import { type ReferencedObject, referencedObjects } from "./referenced-objects.ts";
import { openRegularFile, verifyObject } from "./verified-object.ts";

export interface Bundle {
  readonly directory: string;
  readonly objectsDirectory: string;
  readonly manifest: Manifest;
  /** sha256 of the bytes of `manifest.json`. */
  readonly digest: string;
}

export interface OpenBundleOptions {
  /** Where the objects are; else `objects/` in the folder, else `objects/` beside it. */
  readonly objectsDirectory?: string;
  readonly maxObjectBytes?: number;
  readonly maxObjects?: number;
  readonly maxManifestBytes?: number;
}

/** A model's largest tensor fits (8 GiB is two billion float32 weights in one matrix); a disk-filling hoax does not. */
const defaultMaxObjectBytes = 8 * 1024 ** 3;
/** An initialiser is an object: models of several thousand are rare, and the check stays within seconds. */
const defaultMaxObjects = 10_000;
/** A manifest of 10,000 objects takes about 5 MB. */
const defaultMaxManifestBytes = 64 * 1024 ** 2;
/** Protobuf allows no message of 2 GiB or more (protobuf.dev/programming-guides/encoding, "size limits"). */
const maxOnnxBytes = 2 ** 31 - 1;
/** Files hashed at once: enough to hide the disk's latency, few enough to leave descriptors to others. */
const concurrency = 4;

/**
 * Reads `manifest.json` and checks it and every object that it names.
 * @throws BundleError with the first thing that is wrong
 */
export async function openBundle(directory: string, options: OpenBundleOptions = {}): Promise<Bundle> {
  const manifestPath = join(directory, "manifest.json");
  const bytes = await readManifestBytes(manifestPath, options.maxManifestBytes ?? defaultMaxManifestBytes);
  const manifest = parseManifest(bytes, manifestPath);
  checkReferences(manifest, manifestPath);

  const maxObjectBytes = options.maxObjectBytes ?? defaultMaxObjectBytes;
  const limits = { maxObjectBytes, maxObjects: options.maxObjects ?? defaultMaxObjects };
  const objects = referencedObjects(manifest, limits, manifestPath);
  const objectsDirectory = await findObjectsDirectory(directory, options.objectsDirectory);
  await verifyAll([...objects.values()], objectsDirectory, maxObjectBytes);
  await checkExternalData(manifest, objectsDirectory, Math.min(maxObjectBytes, maxOnnxBytes));
  return {
    directory: resolve(directory),
    objectsDirectory,
    manifest,
    digest: createHash("sha256").update(bytes).digest("hex"),
  };
}

async function readManifestBytes(path: string, maxBytes: number): Promise<Buffer> {
  await using file = await openRegularFile(path, "The bundle's manifest.json", "no-manifest");
  const { size } = await file.stat();
  if (size > maxBytes) {
    throw new BundleError("manifest-too-large", {
      what: `The manifest has ${size} bytes; the limit is ${maxBytes}.`,
      where: path,
      remedy: "Export fewer models or inputs into one bundle, or raise the limit where the bundle is trusted.",
    });
  }
  const buffer = Buffer.alloc(size);
  const { bytesRead } = await file.read(buffer, 0, size, 0);
  return buffer.subarray(0, bytesRead);
}

function parseManifest(bytes: Buffer, path: string): Manifest {
  try {
    return readDocument(manifestFormat, bytes.toString("utf8"), path);
  } catch (cause) {
    if (!(cause instanceof DocumentError)) throw cause;
    throw new BundleError("invalid-manifest", {
      what: cause.what,
      where: cause.where,
      remedy: cause.remedy,
      cause,
    });
  }
}

async function findObjectsDirectory(directory: string, given: string | undefined): Promise<string> {
  const candidates = given === undefined ? [join(directory, "objects"), join(directory, "..", "objects")] : [given];
  for (const candidate of candidates) {
    const entry = await lstat(candidate).catch(() => null);
    if (entry === null) continue;
    // A store that the caller names may be a link of the caller's; one that came with the bundle may not lead away.
    if (given === undefined && !entry.isDirectory()) {
      throw new BundleError("not-a-file", {
        what: "The bundle's objects are not in a plain folder.",
        where: candidate,
        remedy: "A bundle holds plain files and folders only: no symbolic links. Copy it without them.",
      });
    }
    return await realpath(candidate);
  }
  throw new BundleError("no-objects", {
    what: "The bundle's folder of objects is missing.",
    where: candidates.join(" or "),
    remedy: "Copy the objects along with the manifest, or export the commit again.",
  });
}

async function verifyAll(
  objects: readonly ReferencedObject[],
  objectsDirectory: string,
  maxObjectBytes: number,
): Promise<void> {
  const queue = objects.values();
  const failed = new AbortController();
  const worker = async (): Promise<void> => {
    for (const object of queue) {
      if (failed.signal.aborted) return;
      try {
        await verifyObject(objectsDirectory, object, maxObjectBytes);
      } catch (error) {
        failed.abort();
        throw error;
      }
    }
  };
  // All settle before any error leaves, so that no file is still being read when the caller cleans up.
  const results = await Promise.allSettled(Array.from({ length: concurrency }, worker));
  for (const result of results) {
    if (result.status === "rejected") throw result.reason;
  }
}
