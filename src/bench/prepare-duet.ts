// Before any timing counts, inside the worker: build, read the inputs, check every output, time a pilot pass.
import { checkOutputs } from "./check-outputs.ts";
import { closeSide, type Duet, type DuetSide, openSide, timedPass } from "./duet.ts";
import type { Engine, EngineOptions } from "./engines/engine.ts";
import type { Parity, Side } from "./measurements.ts";
import { readTensors, sharingReader, type TensorReader } from "./read-tensors.ts";
import type { PrepareParams, PrepareResult, SidePilot, SideWork } from "./worker-messages.ts";

export interface PreparedDuet<Inputs> {
  readonly duet: Duet<Inputs>;
  readonly pilot: PrepareResult;
}

/** Tells the parent whose fault it was. */
export class SideError extends Error {
  readonly side: Side;

  constructor(side: Side, cause: unknown) {
    super(`preparing ${side} failed`, { cause });
    this.side = side;
  }
}

// A pass above this is timed by its check alone; shorter ones are repeated, since a first run is not typical.
const longPassMs = 100;
const pilotPasses = 5;

async function sideOf<Inputs>(
  engine: Engine<Inputs>,
  options: EngineOptions,
  work: SideWork,
  read: TensorReader,
): Promise<DuetSide> {
  const artifacts: DuetSide["artifacts"][number][] = [];
  for (const subgraph of work.subgraphs) artifacts.push(await engine.build(subgraph, options, 0));
  const calls: DuetSide["calls"][number][] = [];
  for (const call of work.calls) {
    calls.push({ artifact: call.subgraph, inputs: await readTensors(call.inputs, read) });
  }
  return { digest: work.digest, artifacts, calls };
}

async function checkSide<Inputs>(duet: Duet<Inputs>, side: DuetSide, work: SideWork, params: PrepareParams) {
  const open = await openSide(duet, side);
  try {
    const { passMs: checkMs, ...parity } = await checkOutputs(open, work, params.parityTolerance);
    const passes: number[] = [];
    while (checkMs < longPassMs && passes.length < pilotPasses) {
      passes.push((await timedPass(open.calls)).reduce((sum, ns) => sum + ns, 0) / 1e6);
    }
    const passMs = passes.sort((a, b) => a - b)[pilotPasses >> 1] ?? checkMs;
    return { parity, pilot: { createMs: open.createNs / 1e6, passMs } };
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
  const read = sharingReader();
  const order: readonly Side[] = params.first === "base" ? ["base", "head"] : ["head", "base"];
  const sides: Partial<Record<Side, DuetSide>> = {};
  const pilots: Partial<Record<Side, SidePilot>> = {};
  for (const name of order) {
    const work = params[name];
    if (work === null) continue;
    try {
      const side = await sideOf(engine, options, work, read);
      const checked = await checkSide({ engine, options, base: null, head: side }, side, work, params);
      sides[name] = side;
      pilots[name] = checked.pilot;
      onParity({ side: name, ...checked.parity });
    } catch (cause) {
      throw new SideError(name, cause);
    }
  }
  const { base = null, head } = sides;
  if (head === undefined || pilots.head === undefined) throw new Error("unreachable: head always has work");
  return { duet: { engine, options, base, head }, pilot: { base: pilots.base ?? null, head: pilots.head } };
}
