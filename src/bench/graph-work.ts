// From a planned pass and its bundle to what the worker needs: files and names, nothing else.
import { type Bundle, objectPath } from "../bundle/index.ts";
import type { Tensor } from "../bundle/manifest.ts";
import type { Pass } from "../plan/bench-plan.ts";
import type { Side } from "./measurements.ts";
import { passDigest } from "./side-digests.ts";
import type { TensorFile } from "./tensor-data.ts";
import type { SideWork } from "./worker-messages.ts";
import { WorkerFailure } from "./worker-process.ts";

/** @throws WorkerFailure `missing-input` where the bundle lacks what the plan names */
export function sideWork(bundle: Bundle, pass: Pass, side: Side): SideWork {
  const missing = (what: string) =>
    new WorkerFailure("missing-input", side, `the bundle of ${side} has no ${what}`, []);
  if (bundle.digest !== pass.bundle)
    throw missing(`digest ${pass.bundle.slice(0, 12)}…: it is another bundle than the plan's`);
  const file = (tensor: Tensor): TensorFile => ({
    path: objectPath(bundle, tensor.object),
    dtype: tensor.dtype,
    shape: tensor.shape,
  });
  const known = new Map(bundle.manifest.subgraphs.map((subgraph) => [subgraph.id, subgraph]));
  const indexes = new Map<string, number>();
  const subgraphs: SideWork["subgraphs"][number][] = [];
  const calls = pass.calls.map((call) => {
    const subgraph = known.get(call.subgraph);
    if (subgraph === undefined) throw missing(`subgraph ${call.subgraph}`);
    const sample = subgraph.samples.find((candidate) => candidate.id === call.sample);
    if (sample === undefined) throw missing(`sample ${call.sample} of subgraph ${call.subgraph}`);
    let index = indexes.get(subgraph.id);
    if (index === undefined) {
      if (subgraph.onnx.state === "failed") throw missing(`ONNX form of subgraph ${call.subgraph}`);
      index = subgraphs.length;
      indexes.set(subgraph.id, index);
      subgraphs.push({
        id: subgraph.id,
        model: objectPath(bundle, subgraph.onnx.object),
        inputNames: subgraph.inputs.map((port) => port.name),
        argumentNames: subgraph.inputs.map((port) => port.argument),
        outputNames: subgraph.outputs.map((port) => port.name),
      });
    }
    const golden = subgraph.unverifiable === null ? sample.golden : null;
    return { subgraph: index, inputs: sample.inputs.map(file), golden: golden?.map(file) ?? null };
  });
  return { digest: passDigest(pass), subgraphs, calls };
}
