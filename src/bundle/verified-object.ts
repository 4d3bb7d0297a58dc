// One object on disk, opened so that it can only be a regular file inside the store, and hashed as it is read.
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, lstat, open } from "node:fs/promises";
import { join } from "node:path";
import { BundleError } from "./bundle-error.ts";
import { sha256Schema } from "./manifest.ts";
import type { ReferencedObject } from "./referenced-objects.ts";

const exportAgain = "Export the commit again, or copy the whole bundle with its objects.";

/**
 * Path of an object in a store.
 * @throws BundleError unless the name is a sha256, so that no name can leave the folder
 */
export function pathInStore(objectsDirectory: string, sha256: string): string {
  if (!sha256Schema.safeParse(sha256).success) {
    throw new BundleError("unknown-reference", {
      what: `${JSON.stringify(sha256.slice(0, 120))} is no object's name: 64 hexadecimal digits are.`,
      where: objectsDirectory,
      remedy: exportAgain,
    });
  }
  return join(objectsDirectory, sha256);
}

/**
 * Reads an object from start to end and checks its type, size and digest.
 * @param onChunk receives the bytes, where the caller wants them
 */
export async function verifyObject(
  objectsDirectory: string,
  object: ReferencedObject,
  maxBytes: number,
  onChunk?: (chunk: Buffer) => void,
): Promise<void> {
  const path = pathInStore(objectsDirectory, object.sha256);
  await using file = await openRegularFile(path, `The object of ${object.role}`, "missing-object");
  const { size } = await file.stat();
  if (object.bytes !== null && size !== object.bytes) {
    throw new BundleError("tensor-size", {
      what: `The tensor of ${object.role} has ${size} bytes; its shape and dtype need ${object.bytes}.`,
      where: path,
      remedy: exportAgain,
    });
  }
  if (size > maxBytes) {
    throw new BundleError("object-too-large", {
      what: `The object of ${object.role} has ${size} bytes; the limit is ${maxBytes}.`,
      where: path,
      remedy: "Raise the limit where the bundle is trusted.",
    });
  }
  const hash = createHash("sha256");
  // `end` bounds what is read even if the file grows meanwhile; the digest then tells.
  if (size > 0) {
    for await (const chunk of file.createReadStream({ autoClose: false, end: size - 1, highWaterMark: 1 << 20 })) {
      hash.update(chunk);
      onChunk?.(chunk);
    }
  }
  const digest = hash.digest("hex");
  if (digest !== object.sha256) {
    throw new BundleError("wrong-digest", {
      what: `The object of ${object.role} has the digest ${digest}, not the one that names it.`,
      where: path,
      remedy: `The file is damaged or was changed. ${exportAgain}`,
    });
  }
}

/** Reads an object whole, checked as `verifyObject` does. */
export async function readObject(
  objectsDirectory: string,
  object: ReferencedObject,
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await verifyObject(objectsDirectory, object, maxBytes, (chunk) => chunks.push(chunk));
  return Buffer.concat(chunks);
}

/**
 * Opens a file for reading unless it is a link, folder, device or pipe.
 * @throws BundleError of kind `missingKind` where nothing is there
 */
export async function openRegularFile(
  path: string,
  what: string,
  missingKind: "missing-object" | "no-manifest",
): Promise<FileHandle> {
  const notAFile = (): BundleError =>
    new BundleError("not-a-file", {
      what: `${what} is not a regular file.`,
      where: path,
      remedy: "A bundle holds plain files only: no symbolic links, folders or devices. Copy it without them.",
    });
  try {
    // Before opening, since opening a pipe waits for its writer.
    if (!(await lstat(path)).isFile()) throw notAFile();
    // O_NOFOLLOW, where the system has it, closes the gap between the two calls.
    const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    if ((await file.stat()).isFile()) return file;
    await file.close();
    throw notAFile();
  } catch (cause) {
    if (cause instanceof BundleError) throw cause;
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ELOOP") throw notAFile();
    throw new BundleError(missingKind, {
      what: code === "ENOENT" ? `${what} is missing.` : `${what} cannot be read (${String(code ?? cause)}).`,
      where: path,
      remedy: exportAgain,
      cause,
    });
  }
}
