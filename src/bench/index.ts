// The bench stage: measures the cells of a plan on this machine, one after another, and tells what it finds.
import type { Bundle } from "../bundle/index.ts";
import type { MeasuredCellPlan } from "../plan/bench-plan.ts";
import { type BenchEvent, isGraphCell, isLocalPythonCell } from "./bench-event.ts";
import { measureGraphCell } from "./graph-cell.ts";
import type { LaunchTimeouts } from "./graph-launch.ts";
import { type LocalPythonSources, measureLocalPython } from "./local-python-duet.ts";
import type { LocalPythonTimeouts } from "./local-python-worker.ts";
import type { Random } from "./seeded-random.ts";
import type { Thresholds } from "./stop-rule.ts";
import { workerCommand } from "./worker-command.ts";

export interface BenchInput {
  readonly cells: readonly MeasuredCellPlan[];
  readonly thresholds: Thresholds;
  /** Null where every cell is new. */
  readonly base: Bundle | null;
  readonly head: Bundle;
  /** Null where there is no local python cell to measure, or no worktrees to run it from. */
  readonly localPython: LocalPythonSources | null;
  /** This process's environment; workers get the few variables that they need. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
  readonly timeouts?: { readonly graph?: LaunchTimeouts; readonly localPython?: LocalPythonTimeouts } | undefined;
  /** Node options of graph workers, such as a heap limit. */
  readonly workerOptions?: readonly string[] | undefined;
  /** Told each worker process as it starts. */
  readonly onWorker?: ((worker: { readonly pid: number | undefined }) => void) | undefined;
}

/**
 * Graph cells in the plan's order, then local python; never two at once, since they would disturb each other.
 * After an abort the cell in hand is told with what it has, and the rest is left out.
 */
export async function* runBenchmarks(input: BenchInput): AsyncGenerator<BenchEvent> {
  const { thresholds, base, head, random, signal, onWorker } = input;
  const command = workerCommand(input.environment, input.workerOptions);
  for (const cell of input.cells.filter(isGraphCell)) {
    if (signal?.aborted) return;
    const timeouts = input.timeouts?.graph;
    const measurement = yield* measureGraphCell({
      cell,
      thresholds,
      base,
      head,
      command,
      random,
      signal,
      timeouts,
      onWorker,
    });
    yield { kind: "cell", measurement };
  }
  yield* measureLocalPython({
    cells: input.cells.filter(isLocalPythonCell),
    thresholds,
    sources: input.localPython,
    bundles: { base: base?.digest ?? null, head: head.digest },
    random,
    signal,
    timeouts: input.timeouts?.localPython,
    onWorker,
  });
}

export type { BenchEvent, BenchProgress } from "./bench-event.ts";
export type { LocalPythonSources } from "./local-python-duet.ts";
export type { LocalPythonSource } from "./local-python-source.ts";
export type { CellMeasurement, Failure, Measurements } from "./measurements.ts";
