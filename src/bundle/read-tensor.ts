// Reads one tensor of an open bundle, checked again: the file may have changed since the bundle was opened.
import { BundleError } from "./bundle-error.ts";
import { tensorBytes } from "./dtype-bytes.ts";
import type { Tensor } from "./manifest.ts";
import type { Bundle } from "./open-bundle.ts";
import { readObject } from "./verified-object.ts";

/**
 * The tensor's raw little-endian bytes, row-major.
 * @throws BundleError if the object is gone, has another size or another digest
 */
export async function readTensor(bundle: Pick<Bundle, "objectsDirectory">, tensor: Tensor): Promise<Buffer> {
  const bytes = tensorBytes(tensor);
  if (bytes === null) {
    throw new BundleError("tensor-too-large", {
      what: "A tensor's shape asks for more bytes than any file can hold.",
      where: tensor.object,
      remedy: "Export the commit again.",
    });
  }
  return await readObject(bundle.objectsDirectory, { sha256: tensor.object, role: "a sample", bytes }, bytes);
}
