// The bundle's room: opens a folder that export wrote, checked, for every later stage.
import type { Bundle } from "./open-bundle.ts";
import { referencedObjects } from "./referenced-objects.ts";
import { pathInStore } from "./verified-object.ts";

export { BundleError, type BundleErrorKind } from "./bundle-error.ts";
export { dtypeBytes, tensorBytes } from "./dtype-bytes.ts";
export type { Case, Dtype, Manifest, ModelError, Sample, Subgraph, Tensor } from "./manifest.ts";
export { type Bundle, type OpenBundleOptions, openBundle } from "./open-bundle.ts";
export { readTensor } from "./read-tensor.ts";

/** Where an object of the bundle lies; engines open ONNX files by this path, their external data beside it. */
export function objectPath(bundle: Pick<Bundle, "objectsDirectory">, sha256: string): string {
  return pathInStore(bundle.objectsDirectory, sha256);
}

/** Names of all objects that an opened bundle refers to: what must go along where the bundle goes. */
export function objectNames({ manifest, directory }: Pick<Bundle, "manifest" | "directory">): ReadonlySet<string> {
  const unlimited = { maxObjectBytes: Number.POSITIVE_INFINITY, maxObjects: Number.POSITIVE_INFINITY };
  return new Set(referencedObjects(manifest, unlimited, directory).keys());
}
