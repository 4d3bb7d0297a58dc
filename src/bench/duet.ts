// The duet itself, inside the worker: sessions made again and again, passes of base and head in turn, each timed.
import type { Artifact, Engine, EngineOptions, Session } from "./engines/engine.ts";
import type { InstanceSchedule } from "./launch-schedule.ts";
import type { Instance, Pair, Side, Sides } from "./measurements.ts";
import type { TensorData } from "./tensor-data.ts";
import { warmUp } from "./warm-up.ts";

export interface DuetCall {
  /** Index into the side's artifacts. */
  readonly artifact: number;
  readonly inputs: readonly TensorData[];
}

export interface DuetSide {
  readonly digest: string;
  readonly artifacts: readonly Artifact[];
  readonly calls: readonly DuetCall[];
}

export interface Duet<Inputs> {
  readonly engine: Engine<Inputs>;
  readonly options: EngineOptions;
  /** Null: head is measured alone. */
  readonly base: DuetSide | null;
  readonly head: DuetSide;
}

/** One call, ready to run: its session and its bound inputs. */
export interface BoundCall<Inputs> {
  readonly session: Session<Inputs>;
  readonly inputs: Inputs;
}

export interface OpenSide<Inputs> {
  /** Of the side that was opened, whatever it was opened as. */
  readonly digest: string;
  readonly sessions: readonly Session<Inputs>[];
  readonly calls: readonly BoundCall<Inputs>[];
  readonly createNs: number;
}

// A clock's tick is no duration: a call that seems to take none took less than one nanosecond of its resolution.
const elapsedNs = (start: bigint): number => Math.max(1, Number(process.hrtime.bigint() - start));

export async function openSide<Inputs>(duet: Duet<Inputs>, side: DuetSide): Promise<OpenSide<Inputs>> {
  const sessions: Session<Inputs>[] = [];
  const start = process.hrtime.bigint();
  for (const artifact of side.artifacts) sessions.push(await duet.engine.open(artifact, duet.options));
  const createNs = elapsedNs(start);
  const calls = side.calls.map((call) => {
    const session = sessions[call.artifact];
    if (session === undefined) throw new RangeError(`a call names subgraph ${call.artifact} of ${sessions.length}`);
    return { session, inputs: session.bind(call.inputs) };
  });
  return { digest: side.digest, sessions, calls, createNs };
}

export async function closeSide<Inputs>(side: OpenSide<Inputs> | null): Promise<void> {
  for (const session of side?.sessions ?? []) await session.close();
}

/** One pass: every distinct call once, each timed by itself. */
export async function timedPass<Inputs>(calls: readonly BoundCall<Inputs>[]): Promise<number[]> {
  const durations: number[] = [];
  for (const { session, inputs } of calls) {
    const start = process.hrtime.bigint();
    await session.run(inputs);
    durations.push(elapsedNs(start));
  }
  return durations;
}

/** Pairs of passes in the given order; base null: head alone. */
export async function timedPairs<Inputs>(
  base: readonly BoundCall<Inputs>[] | null,
  head: readonly BoundCall<Inputs>[],
  pairsFirst: readonly Side[],
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const first of pairsFirst) {
    let baseNs: number[] | null = null;
    if (base !== null && first === "base") baseNs = await timedPass(base);
    const headNs = await timedPass(head);
    if (base !== null && first === "head") baseNs = await timedPass(base);
    pairs.push({ first, baseNs, headNs });
  }
  return pairs;
}

/** Runs the steps of both sides in the order that the schedule drew; a side without work has none. */
async function inOrder(first: Side, steps: Readonly<Record<Side, () => Promise<void>>>): Promise<void> {
  await steps[first]();
  await steps[first === "base" ? "head" : "base"]();
}

/** An instance and the sides that it ran, which its launch is told by. */
export type TimedInstance = Instance & { readonly sides: Sides };

/** @param warmupPasses passes of one block of the warm-up */
export async function runInstance<Inputs>(
  duet: Duet<Inputs>,
  schedule: InstanceSchedule,
  warmupPasses: number,
): Promise<TimedInstance> {
  // Garbage of the instance before must not be collected inside a timing of this one.
  globalThis.gc?.();
  const slotOf: Readonly<Record<Side, number>> =
    schedule.slotFirst === "base" ? { base: 0, head: 1 } : { base: 1, head: 0 };
  const slots: (OpenSide<Inputs> | null)[] = [null, null];
  const openInto = (name: Side, side: DuetSide | null) => async () => {
    if (side !== null) slots[slotOf[name]] = await openSide(duet, side);
  };
  const warmUpBlock = async (name: Side): Promise<number[]> => {
    const passesNs: number[] = [];
    const calls = slots[slotOf[name]]?.calls ?? [];
    while (passesNs.length < warmupPasses) passesNs.push((await timedPass(calls)).reduce((sum, ns) => sum + ns, 0));
    return passesNs;
  };
  const release = (name: Side) => async () => {
    await closeSide(slots[slotOf[name]] ?? null);
    slots[slotOf[name]] = null;
  };
  try {
    await inOrder(schedule.createdFirst, { base: openInto("base", duet.base), head: openInto("head", duet.head) });
    const warmedOrder: readonly Side[] = schedule.warmedFirst === "base" ? ["base", "head"] : ["head", "base"];
    const warmup = await warmUp(
      warmedOrder.filter((name) => duet[name] !== null),
      warmUpBlock,
    );
    const base = slots[slotOf.base] ?? null;
    const head = slots[slotOf.head];
    if (!head) throw new Error("unreachable: head's sessions were opened above");
    const pairs = await timedPairs(base?.calls ?? null, head.calls, schedule.pairsFirst);
    return {
      couple: schedule.couple,
      createdFirst: schedule.createdFirst,
      warmedFirst: schedule.warmedFirst,
      createNs: { base: base?.createNs ?? null, head: head.createNs },
      warmup,
      sides: { base: base?.digest ?? null, head: head.digest },
      pairs,
    };
  } finally {
    await inOrder(schedule.releasedFirst, { base: release("base"), head: release("head") });
  }
}
