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

/** Folder name of a bundle: the commit in full, then the digest of the rest. */
export function bundleKey(commit: string, parts: BundleKeyParts): string {
  const ordered = Object.fromEntries(Object.entries(parts).toSorted(([one], [other]) => (one < other ? -1 : 1)));
  return `${commit}-${createHash("sha256").update(JSON.stringify(ordered)).digest("hex").slice(0, 16)}`;
}
