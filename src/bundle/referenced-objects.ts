// Every object that a manifest names, with the size that its tensors demand.
import { BundleError } from "./bundle-error.ts";
import { tensorBytes } from "./dtype-bytes.ts";
import type { Manifest, Tensor } from "./manifest.ts";

export interface ReferencedObject {
  readonly sha256: string;
  /** What names it first, for messages. */
  readonly role: string;
  /** Exact size where it is a tensor, else null. */
  readonly bytes: number | null;
}

export interface ObjectLimits {
  readonly maxObjectBytes: number;
  readonly maxObjects: number;
}

/** @throws BundleError for too many objects, or a tensor that no file within the limit can hold */
export function referencedObjects(
  manifest: Manifest,
  limits: ObjectLimits,
  where: string,
): ReadonlyMap<string, ReferencedObject> {
  const objects = new Map<string, ReferencedObject>();
  const add = (sha256: string, role: string, bytes: number | null): void => {
    const known = objects.get(sha256);
    if (known === undefined && objects.size >= limits.maxObjects) {
      throw new BundleError("too-many-objects", {
        what: `The manifest names more than ${limits.maxObjects} objects.`,
        where,
        remedy: "Export fewer models or inputs into one bundle, or raise the limit where the bundle is trusted.",
      });
    }
    // One object serves many tensors (tied weights, equal inputs): all must agree on its size.
    if (known !== undefined && known.bytes !== null && bytes !== null && known.bytes !== bytes) {
      throw new BundleError("tensor-size", {
        what: `Object ${sha256} is ${known.bytes} bytes as ${known.role}, but ${bytes} bytes as ${role}.`,
        where,
        remedy: "The manifest was edited or made by a faulty exporter: export the commit again.",
      });
    }
    objects.set(sha256, { sha256, role: known?.role ?? role, bytes: known?.bytes ?? bytes });
  };
  const addTensor = (tensor: Tensor, role: string): void => {
    const bytes = tensorBytes(tensor);
    if (bytes === null || bytes > limits.maxObjectBytes) {
      throw new BundleError("tensor-too-large", {
        what: `The tensor of ${role} would take ${bytes ?? "more than 2^53"} bytes; the limit is ${limits.maxObjectBytes}.`,
        where,
        remedy: "Use smaller inputs, or raise the limit where the bundle is trusted.",
      });
    }
    add(tensor.object, role, bytes);
  };

  for (const subgraph of manifest.subgraphs) {
    const name = `subgraph ${JSON.stringify(subgraph.id.slice(0, 120))}`;
    if (subgraph.onnx.state === "exported") {
      add(subgraph.onnx.object, `${name} (ONNX)`, null);
      for (const data of subgraph.onnx.externalData) add(data, `${name} (ONNX weights)`, null);
    }
    if (subgraph.pt2.state === "exported") {
      add(subgraph.pt2.object, `${name} (.pt2)`, null);
      for (const parameter of subgraph.pt2.parameters) addTensor(parameter.tensor, `${name} (parameter)`);
    }
    for (const sample of subgraph.samples) {
      for (const tensor of sample.inputs) addTensor(tensor, `${name} (input)`);
      for (const tensor of sample.golden ?? []) addTensor(tensor, `${name} (golden output)`);
    }
    if (subgraph.nodeModules !== null) add(subgraph.nodeModules, `${name} (map of nodes)`, null);
  }
  return objects;
}
