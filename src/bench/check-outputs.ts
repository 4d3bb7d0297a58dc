// Checks what an engine computes against PyTorch's golden outputs, call by call, inside the worker.
import type { ParityTolerance } from "../config/config.ts";
import type { OpenSide } from "./duet.ts";
import { EngineError, type SubgraphFiles } from "./engines/engine.ts";
import { outputParity } from "./parity.ts";
import { readTensors } from "./read-tensors.ts";
import { readTensorFile, type TensorData } from "./tensor-data.ts";
import type { SideWork } from "./worker-messages.ts";

export interface CheckedOutputs {
  readonly checkedOutputs: number;
  readonly unverifiableOutputs: number;
  readonly maxAbsolute: number;
  readonly maxRelativeL2: number;
}

/** What one call's outputs are held against. */
function checkCall(
  subgraph: SubgraphFiles,
  outputs: readonly TensorData[],
  golden: readonly TensorData[],
  tolerance: ParityTolerance,
): { maxAbsolute: number; maxRelativeL2: number } {
  if (golden.length !== outputs.length) {
    const counts = `${subgraph.id} gives ${outputs.length} outputs, PyTorch gave ${golden.length}`;
    throw new EngineError("wrong-output", counts);
  }
  const worst = { maxAbsolute: 0, maxRelativeL2: 0 };
  for (const [position, actual] of outputs.entries()) {
    const expected = golden[position];
    if (expected === undefined) continue;
    const { within, problem, maxAbsolute, relativeL2 } = outputParity(actual, expected, tolerance);
    if (!within) {
      const name = subgraph.outputNames[position] ?? position;
      throw new EngineError("wrong-output", `output ${name} of ${subgraph.id} is not PyTorch's: ${problem}`);
    }
    worst.maxAbsolute = Math.max(worst.maxAbsolute, maxAbsolute);
    worst.maxRelativeL2 = Math.max(worst.maxRelativeL2, relativeL2);
  }
  return worst;
}

/**
 * Makes each call once.
 * @returns the largest differences, and the time that the calls took together
 * @throws EngineError `wrong-output` at the first output that is not PyTorch's
 */
export async function checkOutputs<Inputs>(
  open: OpenSide<Inputs>,
  work: SideWork,
  tolerance: ParityTolerance,
): Promise<CheckedOutputs & { readonly passMs: number }> {
  const sum = { checkedOutputs: 0, unverifiableOutputs: 0, maxAbsolute: 0, maxRelativeL2: 0, passMs: 0 };
  for (const [index, { session, inputs }] of open.calls.entries()) {
    const call = work.calls[index];
    const subgraph = call && work.subgraphs[call.subgraph];
    if (call === undefined || subgraph === undefined) throw new RangeError(`call ${index} is not in the request`);
    const start = performance.now();
    const outputs = await session.outputs(inputs);
    sum.passMs += performance.now() - start;
    if (call.golden === null) {
      sum.unverifiableOutputs += outputs.length;
      continue;
    }
    // Not kept like the inputs: golden values are needed once and may be large.
    const worst = checkCall(subgraph, outputs, await readTensors(call.golden, readTensorFile), tolerance);
    sum.checkedOutputs += outputs.length;
    sum.maxAbsolute = Math.max(sum.maxAbsolute, worst.maxAbsolute);
    sum.maxRelativeL2 = Math.max(sum.maxRelativeL2, worst.maxRelativeL2);
  }
  return sum;
}
