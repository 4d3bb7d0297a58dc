// The files of a parcel on disk: which may be there, and how they are read without following anything elsewhere.
import { constants } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { DocumentError, type DocumentFormat, readDocument } from "../document/index.ts";
import { DispatchError } from "./dispatch-error.ts";
import { parcelEntryPattern } from "./parcel-format.ts";

export const parcelNames = {
  parcel: "parcel.json",
  plan: "plan.json",
  measurements: "measurements.json",
  bundles: "bundles",
  objects: "objects",
} as const;

/** Raw durations of every local cell: some tens of megabytes where there are many. */
const maxFileBytes = 256 * 1024 ** 2;
/** Two bundles of the 10,000 objects that each may have, and the few other files. */
const maxFiles = 20_010;

/**
 * Names of the parcel's files, relative to it.
 * @throws DispatchError if there is anything that a parcel does not hold
 */
export async function listParcel(folder: string): Promise<ReadonlySet<string>> {
  if (!(await isPlainFolder(folder))) {
    throw refused("There is no parcel here.", folder, "Name the folder that the gate's artifact was unpacked into.");
  }
  const names = new Set<string>();
  const visit = async (directory: string): Promise<void> => {
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name);
      const name = relative(folder, path).replaceAll("\\", "/");
      if (entry.isDirectory() && /^(?:objects|bundles(?:\/(?:base|head))?)$/.test(name)) await visit(path);
      else if (entry.isFile() && parcelEntryPattern.test(name)) names.add(name);
      else throw refused(`A parcel does not hold ${JSON.stringify(name.slice(0, 200))}.`, folder);
      if (names.size > maxFiles) throw refused(`A parcel does not hold more than ${maxFiles} files.`, folder);
    }
  };
  await visit(folder);
  return names;
}

/** @throws DispatchError if the file is missing, no plain file or too large */
export async function readParcelFile(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  try {
    if (!(await lstat(path)).isFile()) throw refused("This is not a plain file.", path);
    await using file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    const { size } = await file.stat();
    if (size > maxFileBytes) throw refused(`The file has ${size} bytes; the limit is ${maxFileBytes}.`, path);
    const buffer = Buffer.alloc(size);
    const { bytesRead } = await file.read(buffer, 0, size, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } catch (cause) {
    if (cause instanceof DispatchError) throw cause;
    throw refused("The parcel lacks this file, or it cannot be read.", path, runAgain, cause);
  }
}

/** @throws DispatchError if the text is not of the format */
export function parseParcelFile<T>(format: DocumentFormat<T>, text: string, path: string): T {
  try {
    return readDocument(format, text, path);
  } catch (cause) {
    if (!(cause instanceof DocumentError)) throw cause;
    throw refused(cause.what, path, runAgain, cause);
  }
}

const runAgain = "The parcel is damaged or was changed: run the gate again.";

/** A parcel that is not as the gate writes it. */
export function refused(what: string, where: string, remedy: string = runAgain, cause?: unknown): DispatchError {
  return new DispatchError({ what, where, remedy, cause });
}

async function isPlainFolder(path: string): Promise<boolean> {
  const entry = await lstat(path).catch(() => null);
  return entry?.isDirectory() === true;
}
