// One launch of local python: a fresh process for each side, passes in turn, one process working at a time.
import type { LocalPythonCell } from "./bench-event.ts";
import { machineDigest } from "./environment.ts";
import { balancedOrder } from "./launch-schedule.ts";
import { type BatchSizes, batchPairs, batchSizes } from "./local-python-batches.ts";
import { localPythonCommand } from "./local-python-source.ts";
import {
  type LocalPythonSide,
  type LocalPythonTimeouts,
  type PreparedSide,
  prepareSide,
} from "./local-python-worker.ts";
import type { Launch, Pair, Side, WarmUp } from "./measurements.ts";
import { type Random, seededRandom, shuffled } from "./seeded-random.ts";
import { warmUp } from "./warm-up.ts";
import { WorkerProcess } from "./worker-process.ts";

export interface LocalPythonLaunchInput {
  /** Cells of one model; they share the processes and take turns. */
  readonly cells: readonly LocalPythonCell[];
  readonly base: LocalPythonSide | null;
  readonly head: LocalPythonSide;
  readonly threads: number;
  readonly timeouts: LocalPythonTimeouts;
  readonly onWorker?: ((worker: { readonly pid: number | undefined; readonly side: Side }) => void) | undefined;
}

export interface LocalPythonLaunch {
  /** By cell id. */
  readonly launches: ReadonlyMap<string, Launch>;
  readonly runtime: string;
}

/** Both sides' processes, ready; base null: head is measured alone. */
interface Workers {
  readonly base: PreparedSide | null;
  readonly head: PreparedSide;
}

/** What one cell has to do in the launch, and what it has done. */
interface Turns {
  readonly cell: LocalPythonCell;
  readonly warmup: WarmUp;
  readonly sizes: BatchSizes;
  readonly batchMs: number;
  /** Side that is asked first, batch by batch. */
  readonly firsts: readonly Side[];
  readonly pairs: Pair[];
}

const pilotPasses = 2;

const inOrder = (first: Side): readonly Side[] => (first === "base" ? ["base", "head"] : ["head", "base"]);

async function openWorkers(
  input: LocalPythonLaunchInput,
  createdFirst: Side,
  seed: number,
  processes: AsyncDisposableStack,
  signal: AbortSignal | undefined,
): Promise<Workers> {
  const { threads, timeouts } = input;
  const cases = input.cells.map((cell) => ({ id: cell.case, batchSize: cell.batchSize }));
  const opening = inOrder(createdFirst).flatMap((name) => {
    const side = input[name];
    if (side === null) return [];
    const worker = processes.use(new WorkerProcess(localPythonCommand(side.source, seed)));
    input.onWorker?.({ pid: worker.pid, side: name });
    const ready = prepareSide(worker, { name, side, cases, threads, timeouts }, signal);
    return [ready.then((prepared) => [name, prepared] as const)];
  });
  // All are awaited, so that a second failure is not left unhandled while the first is told.
  const settled = await Promise.allSettled(opening);
  for (const result of settled) if (result.status === "rejected") throw result.reason;
  const workers = new Map(settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])));
  const head = workers.get("head");
  if (head === undefined) throw new Error("unreachable: head always has a process");
  return { base: workers.get("base") ?? null, head };
}

/** Warms one case up on both sides and draws the orders of its batches. */
async function openTurns(workers: Workers, cell: LocalPythonCell, warmedFirst: Side, random: Random): Promise<Turns> {
  const order = inOrder(warmedFirst).filter((side) => workers[side] !== null);
  let fastestMs = Number.POSITIVE_INFINITY;
  let requestMs = 0;
  const ask = async (side: Side, repeats: number, expectedMs: number): Promise<readonly number[]> => {
    const start = performance.now();
    const passesNs = (await workers[side]?.passes(cell.case, repeats, expectedMs)) ?? [];
    // The graphs that run between the timed parts, where they do, count as the request's.
    requestMs = Math.max(0, performance.now() - start - passesNs.reduce((sum, ns) => sum + ns, 0) / 1e6);
    fastestMs = Math.min(fastestMs, Math.max(1, Math.min(...passesNs)) / 1e6);
    return passesNs;
  };
  for (const side of order) await ask(side, pilotPasses, 0);
  const block = batchSizes(fastestMs, requestMs).passes;
  const warmed = await warmUp(order, (side) => ask(side, block, block * fastestMs));
  // By now it is known how fast a warm pass is.
  const sizes = batchSizes(fastestMs, requestMs);
  return {
    cell,
    warmup: { ...warmed, passes: pilotPasses + warmed.passes },
    sizes,
    batchMs: requestMs + sizes.passes * fastestMs,
    firsts:
      workers.base === null
        ? Array.from({ length: sizes.batches }, (): Side => "head")
        : balancedOrder(sizes.batches, random),
    pairs: [],
  };
}

/** One request in flight over both processes: the idle one waits on its stdin. */
async function runBatch(workers: Workers, { cell, sizes, batchMs, pairs }: Turns, first: Side): Promise<void> {
  const batches: Record<Side, readonly number[] | null> = { base: null, head: null };
  for (const side of inOrder(first)) {
    batches[side] = (await workers[side]?.passes(cell.case, sizes.passes, batchMs)) ?? null;
  }
  const { base, head } = batches;
  if (head === null) throw new Error("unreachable: head always has a process");
  pairs.push(...batchPairs(first, { base, head }, sizes));
}

/** @throws WorkerFailure if either process fails in any way, Cancelled on abort */
export async function runLocalPythonLaunch(
  input: LocalPythonLaunchInput,
  index: number,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<LocalPythonLaunch> {
  const startedAt = new Date().toISOString();
  const start = performance.now();
  const random = seededRandom(seed);
  const draw = (): Side => (input.base !== null && random() < 0.5 ? "base" : "head");
  const [createdFirst, warmedFirst] = [draw(), draw()];

  await using processes = new AsyncDisposableStack();
  const workers = await openWorkers(input, createdFirst, seed, processes, signal);
  const turns: Turns[] = [];
  for (const cell of input.cells) turns.push(await openTurns(workers, cell, warmedFirst, random));
  for (let round = 0; turns.some(({ firsts }) => round < firsts.length); round++) {
    for (const turn of shuffled(turns, random)) {
      const first = turn.firsts[round];
      if (first !== undefined) await runBatch(workers, turn, first);
    }
  }

  const seconds = (performance.now() - start) / 1000;
  const machine = machineDigest();
  const { base, head } = workers;
  const createNs = { base: base?.createNs ?? null, head: head.createNs };
  const launches = turns.map(({ cell, warmup, pairs }): [string, Launch] => {
    const sides = { base: base?.digestOf(cell.case) ?? null, head: head.digestOf(cell.case) };
    const instances = [{ couple: 0, createdFirst, warmedFirst, createNs, warmup, pairs }];
    return [cell.id, { index, seed, startedAt, seconds, sides, machine, instances }];
  });
  return { launches: new Map(launches), runtime: head.runtime };
}
