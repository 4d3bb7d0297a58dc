// The process that serves one side of a local python launch: started, prepared, asked for passes, and blamed.
import { z } from "zod";
import { sha256Schema } from "../bundle/manifest.ts";
import type { LocalPythonSource } from "./local-python-source.ts";
import type { Side } from "./measurements.ts";
import { WorkerFailure, type WorkerProcess } from "./worker-process.ts";

export interface LocalPythonSide {
  readonly source: LocalPythonSource;
  readonly entry: string;
  readonly inputs: string;
  /** Digest of the side's work, by case (`side-digests.ts`). */
  readonly digests: ReadonlyMap<string, string>;
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

export interface PreparedSide {
  readonly createNs: number;
  readonly runtime: string;
  /** What the worker said that it loaded as this case. */
  readonly digestOf: (caseId: string) => string;
  /** Times passes of one case; `expectedMs` is what they should take together. */
  readonly passes: (caseId: string, repeats: number, expectedMs: number) => Promise<readonly number[]>;
}

const prepareResult = z.object({
  protocol: z.literal(1),
  runtime: z.string().min(1).max(200),
  cases: z.array(z.string()),
  digests: z.record(z.string(), sha256Schema),
});
const passResult = z.object({ ns: z.array(z.int().nonnegative()).min(1) });

/** A failure of a process that serves one side is that side's. */
async function blaming<T>(side: Side, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof WorkerFailure) || error.side !== null) throw error;
    throw new WorkerFailure(error.kind, side, error.message, error.stderrTail);
  }
}

export interface PrepareInput {
  readonly name: Side;
  readonly side: LocalPythonSide;
  readonly cases: readonly { readonly id: string; readonly batchSize: number | null }[];
  readonly threads: number;
  readonly timeouts: LocalPythonTimeouts;
}

/** @throws WorkerFailure if the process fails in any way, or loaded something else than this side */
export async function prepareSide(
  worker: WorkerProcess,
  { name, side, cases, threads, timeouts }: PrepareInput,
  signal: AbortSignal | undefined,
): Promise<PreparedSide> {
  const wanted = cases.map(({ id, batchSize }) => ({ id, batchSize, digest: side.digests.get(id) }));
  const start = performance.now();
  const { root } = side.source;
  const params = { root, entry: side.entry, inputs: side.inputs, cases: wanted, threads };
  const request = { method: "prepare", params, result: prepareResult, timeoutMs: timeouts.prepareMs };
  const { runtime, digests, cases: prepared } = await blaming(name, worker.request(request, signal));
  const createNs = Math.max(1, Math.round((performance.now() - start) * 1e6));
  const digestOf = (caseId: string): string => {
    const digest = digests[caseId];
    if (digest !== undefined && digest === side.digests.get(caseId)) return digest;
    throw new WorkerFailure("protocol", name, `what the worker loaded as ${caseId} is not what it was given`, []);
  };
  for (const { id } of wanted) {
    if (!prepared.includes(id)) throw new WorkerFailure("protocol", name, `the worker did not prepare ${id}`, []);
    digestOf(id);
  }

  const passes = async (caseId: string, repeats: number, expectedMs: number): Promise<readonly number[]> => {
    const { ns } = await blaming(
      name,
      worker.request(
        {
          method: "pass",
          params: { case: caseId, repeats },
          result: passResult,
          timeoutMs: timeouts.passMs + timeouts.slowdown * expectedMs,
        },
        signal,
      ),
    );
    if (ns.length === repeats) return ns;
    throw new WorkerFailure("protocol", name, `${ns.length} passes came instead of ${repeats}`, []);
  };
  return { createNs, runtime, digestOf, passes };
}
