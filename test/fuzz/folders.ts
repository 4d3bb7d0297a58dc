// Folders for readers of files: made anew for each input from a sound one, inside one that must stay as it is.
import { createHash } from "node:crypto";
import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BenchFolder } from "../fixtures/bench-bundle.ts";

export const sha256 = (bytes: string | Buffer): string => createHash("sha256").update(bytes).digest("hex");
export const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

/** All that a test file writes. */
export class FuzzFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "pacegate-fuzz-"));

  /** A folder of its own inside one that must stay as it is. */
  fresh(): { readonly outside: string; readonly inside: string } & Disposable {
    const outside = mkdtempSync(join(this.path, "run-"));
    writeFileSync(join(outside, "neighbour"), "untouched");
    const inside = join(outside, "a", "b");
    mkdirSync(inside, { recursive: true });
    return { outside, inside, [Symbol.dispose]: () => rmSync(outside, { recursive: true, force: true }) };
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** The same files under other names: copies would take most of the time. */
export function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else linkSync(source, target);
  }
}

/** A new file, so that the one it was linked to stays. */
export function replaceFile(path: string, text: string): void {
  rmSync(path);
  writeFileSync(path, text);
}

/** Bundles of two graphs, one of which head alone has. */
export async function soundBundles() {
  const benches = new BenchFolder();
  const size = { rows: 2, width: 8, layers: 1 };
  const base = await benches.bundle([benches.layered("m", size)]);
  const head = await benches.bundle([benches.layered("m", size), benches.layered("deep", { ...size, layers: 2 })]);
  return { benches, base, head };
}
