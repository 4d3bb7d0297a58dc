// What a stored bundle depends on beside its commit: a bundle is used again only where all of it is the same.
import { createHash } from "node:crypto";
import type { ExportRequest } from "./run-exporter.ts";

export interface BundleKeyParts {
  readonly models: ExportRequest["models"];
  /** The project's folder below the repo's root. */
  readonly prefix: string;
  readonly setup: string | null;
  readonly threads: number;
  readonly weights: string;
  readonly exporterDigest: string;
  readonly lockDigest: string | null;
  readonly python: string;
  readonly packages: readonly string[];
}

/** Digest of all but the commit; a bundle's folder is named after both. */
export function circumstancesDigest(parts: BundleKeyParts): string {
  const ordered = Object.fromEntries(Object.entries(parts).toSorted(([one], [other]) => (one < other ? -1 : 1)));
  return createHash("sha256").update(JSON.stringify(ordered)).digest("hex").slice(0, 16);
}
