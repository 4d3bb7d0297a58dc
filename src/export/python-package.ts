// Where the product's own Python package lies, and a digest of it: a changed exporter writes other bundles.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ExportError } from "./export-error.ts";

/** Looks upwards, because this file runs from `src/export/` and, bundled, from `dist/`. */
export function findPythonPackage(start: string = import.meta.dirname): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, "python");
    if (existsSync(join(candidate, "pacegate", "__init__.py"))) return candidate;
    if (dirname(folder) === folder) break;
  }
  throw new ExportError({
    what: "Pacegate's Python package is missing beside its JavaScript.",
    where: start,
    remedy: "Install Pacegate again: the folder python/ belongs to it.",
  });
}

export async function digestPythonPackage(folder: string): Promise<string> {
  const package_ = join(folder, "pacegate");
  const hash = createHash("sha256");
  for (const name of (await readdir(package_, { recursive: true })).toSorted()) {
    if (name.endsWith(".py"))
      hash
        .update(`${name}\0`)
        .update(await readFile(join(package_, name)))
        .update("\0");
  }
  return hash.digest("hex");
}
