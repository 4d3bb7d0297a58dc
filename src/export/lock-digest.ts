// Digest over the files that pin a project's packages: same digest, same environment asked for.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const lockFile =
  /^(requirements.*\.(txt|in)|.*\.lock|pyproject\.toml|setup\.(py|cfg)|environment\.ya?ml|constraints.*\.txt)$/;

/**
 * @param directories the repo's root and, where it lies deeper, the project's folder
 * @returns null where they pin nothing
 */
export async function lockDigest(directories: readonly string[]): Promise<string | null> {
  const hash = createHash("sha256");
  let pinned = 0;
  for (const [index, directory] of directories.entries()) {
    const entries = await readdir(directory, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile() && lockFile.test(entry.name)).map(({ name }) => name);
    for (const name of names.toSorted()) {
      const content = createHash("sha256").update(await readFile(join(directory, name)));
      hash.update(`${index}\0${name}\0${content.digest("hex")}\0`);
    }
    pinned += names.length;
  }
  return pinned === 0 ? null : hash.digest("hex");
}
