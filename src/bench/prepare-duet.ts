// Before any timing counts, inside the worker: read the tensors, check every output, time a pilot pass.

import { closeSide, type Duet, type DuetSide, openSide, timedPass } from "./duet.ts";
import { type Engine, EngineError, type EngineOptions } from "./engines/engine.ts";
import type { Parity, Side } from "./measurements.ts";
import { outputParity } from "./parity.ts";
import { readTensorFile, type TensorData, type TensorFile } from "./tensor-data.ts";
import type { PrepareParams, PrepareResult, SidePilot, SideWork } from "./worker-messages.ts";

export interface PreparedDuet<Inputs> {
  readonly duet: Duet<Inputs>;
  readonly pilot: PrepareResult;
}

/** Tells the parent whose fault it was. */
export class SideError extends Error {
  readonly side: Side;

  constructor(side: Side, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.side = side;
  }
}

// A pass above this is timed by its check alone; shorter ones are repeated, since a first run is not typical.
const longPassMs = 100;
const pilotPasses = 5;

/** Equal tensors are read once and fed to both sides: the same memory, so no side has the better alignment. */
function tensorReader(): (file: TensorFile) => Promise<TensorData> {
  const known = new Map<string, Promise<TensorData>>();
  return (file) => {
    const key = `${file.path} ${file.dtype} ${file.shape.join("x")}`;
    const reading = known.get(key) ?? readTensorFile(file);
    known.set(key, reading);
    return reading;
  };
}

async function readAll(
  files: readonly TensorFile[],
  read: (file: TensorFile) => Promise<TensorData>,
): Promise<TensorData[]> {
  const tensors: TensorData[] = [];
  for (const file of files) {
    try {
      tensors.push(await read(file));
    } catch (cause) {
      const kind = cause instanceof RangeError && /allocation/i.test(cause.message) ? "out-of-memory" : "missing-input";
      throw new EngineError(kind, `a tensor of the bundle cannot be read: ${messageOf(cause)}`, { cause });
    }
  }
  return tensors;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function sideOf<Inputs>(
  engine: Engine<Inputs>,
  options: EngineOptions,
  work: SideWork,
  read: ReturnType<typeof tensorReader>,
): Promise<DuetSide> {
  const artifacts = [];
  for (const subgraph of work.subgraphs) artifacts.push(await engine.build(subgraph, options, 0));
  const calls = [];
  for (const call of work.calls) calls.push({ artifact: call.subgraph, inputs: await readAll(call.inputs, read) });
  return { artifacts, calls };
}

async function checkSide<Inputs>(
  duet: Duet<Inputs>,
  name: Side,
  side: DuetSide,
  work: SideWork,
  params: PrepareParams,
): Promise<{ parity: Parity; pilot: SidePilot }> {
  const open = await openSide(duet, side);
  try {
    let [checkedOutputs, unverifiableOutputs, maxAbsolute, maxRelativeL2] = [0, 0, 0, 0];
    let passMs = 0;
    for (const [index, call] of open.calls.entries()) {
      const start = performance.now();
      const outputs = await call.session.outputs(call.inputs);
      passMs += performance.now() - start;
      const { golden: files, subgraph } = work.calls[index] ?? { golden: null, subgraph: 0 };
      const files_ = work.subgraphs[subgraph];
      if (files === null) {
        unverifiableOutputs += outputs.length;
        continue;
      }
      // Not through the shared reader: golden values are needed once and may be large.
      const golden = await readAll(files, readTensorFile);
      if (golden.length !== outputs.length) {
        throw new EngineError(
          "wrong-output",
          `${files_?.id} gives ${outputs.length} outputs, PyTorch gave ${golden.length}`,
        );
      }
      for (const [position, expected] of golden.entries()) {
        const actual = outputs[position];
        if (actual === undefined) continue;
        const parity = outputParity(actual, expected, params.parityTolerance);
        if (!parity.within) {
          const output = files_?.outputNames[position] ?? `${position}`;
          throw new EngineError(
            "wrong-output",
            `output ${output} of ${files_?.id} is not PyTorch's: ${parity.problem}`,
          );
        }
        checkedOutputs += 1;
        maxAbsolute = Math.max(maxAbsolute, parity.maxAbsolute);
        maxRelativeL2 = Math.max(maxRelativeL2, parity.relativeL2);
      }
    }
    if (passMs < longPassMs) {
      const passes: number[] = [];
      for (let pass = 0; pass < pilotPasses; pass++) {
        passes.push((await timedPass(open.calls)).reduce((sum, ns) => sum + ns, 0) / 1e6);
      }
      passMs = passes.sort((a, b) => a - b)[pilotPasses >> 1] ?? passMs;
    }
    return {
      parity: { side: name, checkedOutputs, unverifiableOutputs, maxAbsolute, maxRelativeL2 },
      pilot: { createMs: open.createNs / 1e6, passMs },
    };
  } finally {
    await closeSide(open);
  }
}

/** @throws SideError whose cause tells what is wrong with that side */
export async function prepareDuet<Inputs>(
  engine: Engine<Inputs>,
  params: PrepareParams,
  onParity: (parity: Parity) => void,
): Promise<PreparedDuet<Inputs>> {
  const options: EngineOptions = { threads: params.threads, flags: params.flags };
  const read = tensorReader();
  const order: readonly Side[] = params.first === "base" ? ["base", "head"] : ["head", "base"];
  const sides: Partial<Record<Side, DuetSide>> = {};
  const pilots: Partial<Record<Side, SidePilot>> = {};
  for (const name of order) {
    const work = params[name];
    if (work === null) continue;
    try {
      const side = await sideOf(engine, options, work, read);
      sides[name] = side;
      const checked = await checkSide({ engine, options, base: null, head: side }, name, side, work, params);
      pilots[name] = checked.pilot;
      onParity(checked.parity);
    } catch (cause) {
      throw new SideError(name, cause);
    }
  }
  const { base = null, head } = sides;
  if (head === undefined || pilots.head === undefined) throw new Error("unreachable: head always has work");
  return { duet: { engine, options, base, head }, pilot: { base: pilots.base ?? null, head: pilots.head } };
}
