// Unpacks a zip file that may be hostile: only the names that are expected, only plain files, never more than allowed.
import { createWriteStream } from "node:fs";
import { mkdir, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Entry, openPromise } from "yauzl";
import { GitHubError } from "./github-error.ts";

export interface UnzipLimits {
  /** The only names that may appear. */
  readonly allowed: RegExp;
  readonly maxEntries: number;
  /** Of all files together, unpacked. */
  readonly maxBytes: number;
}

const fileTypeMask = 0o170000;
const regularFile = 0o100000;

function refuse(what: string, where: string, cause?: unknown): GitHubError {
  return new GitHubError("answer", null, {
    what,
    where,
    remedy: "It was not written by this version of Pacegate, or was tampered with: run the job that uploads it again.",
    cause,
  });
}

/** The upper half of the external attributes is a Unix mode; 0 where the writer had none. */
function isPlainFile({ externalFileAttributes, fileName }: Entry): boolean {
  const type = (externalFileAttributes >>> 16) & fileTypeMask;
  return !fileName.endsWith("/") && (type === 0 || type === regularFile);
}

/**
 * @param folder must be new or empty: nothing is overwritten
 * @throws GitHubError before anything is written where an entry is not as expected or all are too large together; of
 * an archive that turns out to be damaged later, what was written before stays in the folder
 */
export async function unzip(
  file: string,
  folder: string,
  { allowed, maxEntries, maxBytes }: UnzipLimits,
): Promise<void> {
  try {
    // yauzl refuses absolute names, `..` and an entry that is longer than it says.
    const archive = await openPromise(file, { lazyEntries: true, autoClose: false });
    using _closing = { [Symbol.dispose]: () => archive.close() };
    if (archive.entryCount > maxEntries) {
      throw refuse(`The archive has ${archive.entryCount} files; at most ${maxEntries} are allowed.`, file);
    }
    const entries: Entry[] = [];
    let bytes = 0;
    for await (const entry of archive.eachEntry()) {
      const name = JSON.stringify(entry.fileName.slice(0, 200));
      if (!allowed.test(entry.fileName) || !isPlainFile(entry)) {
        throw refuse(`The archive holds ${name}, which does not belong there.`, file);
      }
      bytes += entry.uncompressedSize;
      if (bytes > maxBytes) throw refuse(`The archive unpacks to more than ${maxBytes} bytes.`, file);
      entries.push(entry);
    }
    const freeBytes = await findFreeBytes(folder);
    if (bytes > freeBytes) {
      throw refuse(`The archive unpacks to ${bytes} bytes, and the disk has room for ${freeBytes}.`, file);
    }
    for (const entry of entries) {
      const target = join(folder, entry.fileName);
      await mkdir(dirname(target), { recursive: true });
      await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(target, { flags: "wx" }));
    }
  } catch (error) {
    if (error instanceof GitHubError) throw error;
    throw refuse(`The archive cannot be read: ${error instanceof Error ? error.message : String(error)}.`, file, error);
  }
}

/** What may still be written where the folder is. */
async function findFreeBytes(folder: string): Promise<number> {
  // `folder` may still have to be made.
  const { bavail, bsize } = await statfs(dirname(folder));
  return bavail * bsize;
}

/** Passes bytes on and fails once there are more than the limit. */
export function limitBytes(maxBytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      seen += chunk.length;
      if (seen > maxBytes) done(new Error(`more than ${maxBytes} bytes`));
      else done(null, chunk);
    },
  });
}
