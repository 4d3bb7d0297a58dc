// Checks that a manifest agrees with itself: unique ids, references that resolve, counts that add up.
import { BundleError } from "./bundle-error.ts";
import type { Case, Manifest, Subgraph, Tensor } from "./manifest.ts";

const remedy = "The manifest was edited or made by a faulty exporter: export the commit again.";

/** @throws BundleError at the first contradiction; nothing is read from disk */
export function checkReferences(manifest: Manifest, where: string): void {
  const subgraphs = indexById(manifest.subgraphs, "subgraph", where);
  const samples = new Map<string, ReadonlySet<string>>();
  for (const subgraph of manifest.subgraphs) {
    const ids = indexById(subgraph.samples, `sample of ${quote(subgraph.id)}`, where);
    samples.set(subgraph.id, new Set(ids.keys()));
    checkSamples(subgraph, where);
  }
  indexById(manifest.cases, "case", where);
  for (const modelCase of manifest.cases) {
    checkCaseId(modelCase, where);
    const resolve = (subgraph: string, sample: string, place: string): void => {
      if (!subgraphs.has(subgraph)) {
        throw unknown(`${place} names subgraph ${quote(subgraph)}, which the manifest does not hold.`, where);
      }
      if (!samples.get(subgraph)?.has(sample)) {
        throw unknown(`${place} names sample ${quote(sample)}, which ${quote(subgraph)} does not have.`, where);
      }
    };
    for (const call of modelCase.calls) resolve(call.subgraph, call.sample, `A call of case ${quote(modelCase.id)}`);
    for (const profile of modelCase.profiles) {
      for (const segment of profile.segments) {
        if (segment.kind === "subgraph") {
          resolve(segment.subgraph, segment.sample, `Profile ${quote(profile.name)} of case ${quote(modelCase.id)}`);
        }
      }
    }
    checkCounts(modelCase, where);
  }
}

function checkCaseId(modelCase: Case, where: string): void {
  const expected = modelCase.batchSize === null ? modelCase.model : `${modelCase.model}@${String(modelCase.batchSize)}`;
  if (modelCase.id !== expected) {
    throw unknown(`Case ${quote(modelCase.id)} says its model and batch size are ${quote(expected)}.`, where);
  }
}

/**
 * Runs are the sum of the profiles' runs, and a subgraph is called as often as the profiles pass through it.
 * Samples are not compared: runs of one profile may differ in their inputs.
 */
function checkCounts(modelCase: Case, where: string): void {
  const runs = sum(modelCase.profiles.map((profile) => profile.runs));
  if (runs !== modelCase.runs) {
    throw contradiction(`it has ${modelCase.runs} runs, but its profiles have ${runs} in all`, modelCase, where);
  }
  const called = new Map<string, number>();
  const distinct = new Set<string>();
  for (const { subgraph, sample, count } of modelCase.calls) {
    called.set(subgraph, (called.get(subgraph) ?? 0) + count);
    const key = JSON.stringify([subgraph, sample]);
    if (distinct.has(key)) {
      throw contradiction(`it lists the call of ${quote(subgraph)} with ${quote(sample)} twice`, modelCase, where);
    }
    distinct.add(key);
  }
  const passed = new Map<string, number>();
  for (const profile of modelCase.profiles) {
    for (const segment of profile.segments) {
      if (segment.kind === "subgraph") {
        passed.set(segment.subgraph, (passed.get(segment.subgraph) ?? 0) + profile.runs);
      }
    }
  }
  for (const subgraph of new Set([...called.keys(), ...passed.keys()])) {
    const calls = called.get(subgraph) ?? 0;
    const passes = passed.get(subgraph) ?? 0;
    // A sum past 2^53 has lost its last digits, so that equality would mean nothing.
    if (calls !== passes || !Number.isSafeInteger(calls)) {
      throw contradiction(
        `it calls ${quote(subgraph)} ${calls} times, but its profiles pass through it ${passes} times`,
        modelCase,
        where,
      );
    }
  }
}

function checkSamples(subgraph: Subgraph, where: string): void {
  // Nothing can run it, and its tensors may be of a dtype that cannot be stored: the failure costs it alone.
  if (subgraph.onnx.state !== "exported" && subgraph.pt2.state !== "exported") return;
  for (const sample of subgraph.samples) {
    const place = `Sample ${quote(sample.id)} of subgraph ${quote(subgraph.id)}`;
    checkTensors(sample.inputs, subgraph.inputs, `${place}, inputs`, where);
    if (sample.golden !== null) checkTensors(sample.golden, subgraph.outputs, `${place}, golden outputs`, where);
  }
}

/** Inputs also tell what the user's code calls them. */
type Port = Subgraph["outputs"][number] & Partial<Pick<Subgraph["inputs"][number], "argument">>;

function checkTensors(tensors: readonly Tensor[], ports: readonly Port[], place: string, where: string): void {
  if (tensors.length !== ports.length) {
    throw mismatch(`${place}: ${tensors.length} tensors for ${ports.length} declared ones.`, where);
  }
  for (const [index, port] of ports.entries()) {
    const tensor = tensors[index];
    const fits =
      tensor !== undefined &&
      tensor.dtype === port.dtype &&
      tensor.shape.length === port.shape.length &&
      port.shape.every((dimension, axis) => typeof dimension === "string" || dimension === tensor.shape[axis]);
    if (!fits) {
      const got = tensor === undefined ? "nothing" : `${tensor.dtype}[${brief(tensor.shape)}]`;
      const argument = port.argument == null ? "" : ` (${quote(port.argument)})`;
      const declared = `${quote(port.name)}${argument} is ${port.dtype}[${brief(port.shape)}]`;
      throw mismatch(`${place}: ${declared}, but got ${got}.`, where);
    }
  }
}

function indexById<Item extends { readonly id: string }>(
  items: readonly Item[],
  kind: string,
  where: string,
): ReadonlyMap<string, Item> {
  const index = new Map<string, Item>();
  for (const item of items) {
    if (index.has(item.id)) {
      throw new BundleError("duplicate-id", { what: `Two of ${kind} have the id ${quote(item.id)}.`, where, remedy });
    }
    index.set(item.id, item);
  }
  return index;
}

/** Names come from the repo and may be of any length. */
function quote(name: string): string {
  return JSON.stringify(name.length > 120 ? `${name.slice(0, 119)}…` : name);
}

function brief(shape: readonly (number | string)[]): string {
  return shape.length > 16 ? `${shape.slice(0, 16).join(", ")}, …` : shape.join(", ");
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function unknown(what: string, where: string): BundleError {
  return new BundleError("unknown-reference", { what, where, remedy });
}

function mismatch(what: string, where: string): BundleError {
  return new BundleError("sample-mismatch", { what, where, remedy });
}

function contradiction(what: string, modelCase: Case, where: string): BundleError {
  return new BundleError("contradictory-counts", {
    what: `The counts of case ${quote(modelCase.id)} contradict each other: ${what}.`,
    where,
    remedy,
  });
}
