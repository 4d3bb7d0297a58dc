// An ONNX file may ask its runtime for other files: here for none but the objects that the manifest lists for it.
import { BundleError } from "./bundle-error.ts";
import { externalDataLocations } from "./external-data-locations.ts";
import type { Manifest } from "./manifest.ts";
import { pathInStore, readObject } from "./verified-object.ts";

/** @throws BundleError for a path, a foreign object, or a file that is not ONNX at all */
export async function checkExternalData(manifest: Manifest, objectsDirectory: string, maxBytes: number): Promise<void> {
  for (const { id, onnx } of manifest.subgraphs) {
    if (onnx.state !== "exported") continue;
    const name = JSON.stringify(id.slice(0, 120));
    const object = { sha256: onnx.object, role: `subgraph ${name} (ONNX)`, bytes: null };
    const where = pathInStore(objectsDirectory, onnx.object);
    const listed: ReadonlySet<string> = new Set(onnx.externalData);
    for (const location of locationsIn(await readObject(objectsDirectory, object, maxBytes), name, where)) {
      if (listed.has(location)) continue;
      throw new BundleError("foreign-data", {
        what: `The ONNX file of subgraph ${name} asks for the file ${JSON.stringify(location.slice(0, 200))}, which the manifest does not list for it.`,
        where,
        remedy: "The file was edited or made by a faulty exporter: export the commit again.",
      });
    }
  }
}

function locationsIn(model: Buffer, name: string, where: string): ReadonlySet<string> {
  try {
    return externalDataLocations(model);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new BundleError("not-onnx", {
      what: `The ONNX file of subgraph ${name} cannot be read: ${cause.message}.`,
      where,
      remedy: "The exporter wrote something else: export the commit again.",
      cause,
    });
  }
}
