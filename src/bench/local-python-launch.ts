// One launch of local python: a fresh process for each side, passes in turn, one process working at a time.
import { z } from "zod";
import type { LocalPythonCell } from "./bench-event.ts";
import { balancedOrder } from "./launch-schedule.ts";
import { type LocalPythonSource, localPythonCommand } from "./local-python-source.ts";
import type { Launch, Pair, Side } from "./measurements.ts";
import { seededRandom, shuffled } from "./seeded-random.ts";
import { WorkerFailure, WorkerProcess } from "./worker-process.ts";

export interface LocalPythonSide {
  readonly source: LocalPythonSource;
  readonly entry: string;
  readonly inputs: string;
}

export interface LocalPythonLaunchInput {
  /** Cells of one model; they share the processes and take turns. */
  readonly cells: readonly LocalPythonCell[];
  readonly base: LocalPythonSide | null;
  readonly head: LocalPythonSide;
  readonly threads: number;
  readonly timeouts: LocalPythonTimeouts;
  readonly onWorker?: ((worker: { readonly pid: number | undefined; readonly side: Side }) => void) | undefined;
}

export interface LocalPythonTimeouts {
  /** Importing the user's modules, loading the model, compiling, warming up. */
  readonly prepareMs: number;
  /** A pass may take this much longer than its pilot… */
  readonly slowdown: number;
  /** …and this much in any case. */
  readonly passMs: number;
}

export const defaultLocalPythonTimeouts: LocalPythonTimeouts = { prepareMs: 600_000, slowdown: 20, passMs: 60_000 };

// A launch costs two process starts of seconds each, so it holds more pairs than an instance of the graph duet:
// about half a second of them for each case, enough that the starts do not dominate, and few enough to stay in minutes.
const msOfPairs = 500;
const fewestPairs = 6;
const mostPairs = 400;
const pilotPasses = 2;

const prepared = z.object({ protocol: z.literal(1), runtime: z.string().min(1).max(200), cases: z.array(z.string()) });
const passResult = z.object({ ns: z.array(z.int().nonnegative()).min(1) });

export interface LocalPythonLaunch {
  /** By cell id. */
  readonly launches: ReadonlyMap<string, Launch>;
  readonly runtime: string;
}

interface OpenWorker {
  readonly worker: WorkerProcess;
  readonly createNs: number;
  readonly runtime: string;
}

const asNanoseconds = (ms: number): number => Math.max(1, Math.round(ms * 1e6));

async function prepareWorker(
  input: LocalPythonLaunchInput,
  side: LocalPythonSide,
  worker: WorkerProcess,
  signal: AbortSignal | undefined,
): Promise<OpenWorker> {
  const start = performance.now();
  const cases = input.cells.map((cell) => ({ id: cell.case, batchSize: cell.batchSize }));
  const { root } = side.source;
  const result = await worker.request(
    {
      method: "prepare",
      params: { root, entry: side.entry, inputs: side.inputs, cases, threads: input.threads },
      result: prepared,
      timeoutMs: input.timeouts.prepareMs,
    },
    signal,
  );
  const missing = cases.find(({ id }) => !result.cases.includes(id));
  if (missing !== undefined) throw new WorkerFailure("protocol", null, `the worker did not prepare ${missing.id}`, []);
  return { worker, createNs: asNanoseconds(performance.now() - start), runtime: result.runtime };
}

/** A failure of a process that serves one side is that side's. */
function blaming(side: Side, error: unknown): unknown {
  if (!(error instanceof WorkerFailure) || error.side !== null) return error;
  return new WorkerFailure(error.kind, side, error.message, error.stderrTail);
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
  const order = (first: Side): readonly Side[] => (first === "base" ? ["base", "head"] : ["head", "base"]);

  await using processes = new AsyncDisposableStack();
  const opening = order(createdFirst).flatMap((name) => {
    const side = input[name];
    if (side === null) return [];
    const worker = processes.use(new WorkerProcess(localPythonCommand(side.source)));
    input.onWorker?.({ pid: worker.pid, side: name });
    const ready = prepareWorker(input, side, worker, signal).then(
      (open): [Side, OpenWorker] => [name, open],
      (error: unknown) => {
        throw blaming(name, error);
      },
    );
    return [ready];
  });
  // All are awaited, so that a second failure is not left unhandled while the first is told.
  const settled = await Promise.allSettled(opening);
  for (const result of settled) if (result.status === "rejected") throw result.reason;
  const workers = new Map(settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])));
  const head = workers.get("head");
  if (head === undefined) throw new Error("unreachable: head always has a process");
  const createNs = { base: workers.get("base")?.createNs ?? null, head: head.createNs };

  /** One request in flight over both processes: the idle one waits on its stdin. */
  const pass = async (
    side: Side,
    cell: LocalPythonCell,
    repeats: number,
    pilotMs: number,
  ): Promise<number[] | null> => {
    const open = workers.get(side);
    if (open === undefined) return null;
    const params = { case: cell.case, repeats };
    const timeoutMs = input.timeouts.passMs + input.timeouts.slowdown * pilotMs * repeats;
    try {
      const { ns } = await open.worker.request({ method: "pass", params, result: passResult, timeoutMs }, signal);
      if (ns.length !== repeats)
        throw new WorkerFailure("protocol", side, `${ns.length} passes came instead of ${repeats}`, []);
      return ns;
    } catch (error) {
      throw blaming(side, error);
    }
  };

  const turns: { cell: LocalPythonCell; pairMs: number; pairsFirst: readonly Side[]; pairs: Pair[] }[] = [];
  for (const cell of input.cells) {
    const pilotStart = performance.now();
    for (const side of order(warmedFirst)) await pass(side, cell, pilotPasses, 0);
    const pairMs = (performance.now() - pilotStart) / pilotPasses;
    const count = Math.min(mostPairs, Math.max(fewestPairs, Math.round(msOfPairs / pairMs)));
    const pairsFirst =
      input.base === null ? Array.from({ length: count }, (): Side => "head") : balancedOrder(count, random);
    turns.push({ cell, pairMs, pairsFirst, pairs: [] });
  }
  for (let round = 0; turns.some(({ pairsFirst }) => round < pairsFirst.length); round++) {
    for (const { cell, pairMs, pairsFirst, pairs } of shuffled(turns, random)) {
      const first = pairsFirst[round];
      if (first === undefined) continue;
      const durations: Partial<Record<Side, number[] | null>> = {};
      for (const side of order(first)) durations[side] = await pass(side, cell, 1, pairMs);
      const positive = (ns: readonly number[]) => ns.map((value) => Math.max(1, value));
      pairs.push({
        first,
        baseNs: durations.base ? positive(durations.base) : null,
        headNs: positive(durations.head ?? []),
      });
    }
  }
  const seconds = (performance.now() - start) / 1000;
  const launches = turns.map(({ cell, pairs }): [string, Launch] => {
    const instances = [{ couple: 0, createdFirst, warmedFirst, createNs, pairs }];
    return [cell.id, { index, seed, startedAt, seconds, instances }];
  });
  return { launches: new Map(launches), runtime: head.runtime };
}
