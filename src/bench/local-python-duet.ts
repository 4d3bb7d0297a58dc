// Measures the local python cells of one model: launches shared by its cases, until each cell is decided.
import type { BenchEvent, LocalPythonCell } from "./bench-event.ts";
import { CellRecord } from "./cell-record.ts";
import { type LocalPythonLaunchInput, runLocalPythonLaunch } from "./local-python-launch.ts";
import type { LocalPythonSource } from "./local-python-source.ts";
import { defaultLocalPythonTimeouts, type LocalPythonSide, type LocalPythonTimeouts } from "./local-python-worker.ts";
import type { Failure, Side } from "./measurements.ts";
import { drawSeed, type Random } from "./seeded-random.ts";
import { sideDigests } from "./side-digests.ts";
import type { Thresholds } from "./stop-rule.ts";
import { Cancelled, WorkerFailure } from "./worker-process.ts";

export interface LocalPythonSources {
  /** Null where nothing is compared. */
  readonly base: LocalPythonSource | null;
  readonly head: LocalPythonSource;
}

export interface LocalPythonInput {
  readonly cells: readonly LocalPythonCell[];
  readonly thresholds: Thresholds;
  /** Null: this run has no worktrees, so no local python can be measured. */
  readonly sources: LocalPythonSources | null;
  /** Digests of the plan's bundles, which name the sides; base null where there is none. */
  readonly bundles: { readonly base: string | null; readonly head: string };
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
  readonly timeouts?: LocalPythonTimeouts | undefined;
  readonly onWorker?: LocalPythonLaunchInput["onWorker"];
}

function sideOf(
  input: LocalPythonInput,
  cells: readonly LocalPythonCell[],
  model: string,
  side: Side,
): LocalPythonSide {
  const source = input.sources?.[side];
  const entry = source?.models.get(model);
  if (!source || entry === undefined) {
    throw new WorkerFailure("missing-input", side, `there is no worktree of ${side} that holds the model ${model}`, []);
  }
  const digests = cells.flatMap((cell): [string, string][] => {
    const digest = sideDigests(cell, input.bundles)[side];
    return digest === null ? [] : [[cell.case, digest]];
  });
  return { source, ...entry, digests: new Map(digests) };
}

/** Cells of one model, one action and one thread setting can share their processes. */
function groups(cells: readonly LocalPythonCell[]): LocalPythonCell[][] {
  const byKey = new Map<string, LocalPythonCell[]>();
  for (const cell of cells) {
    const key = JSON.stringify([cell.model, cell.action, cell.threads]);
    byKey.set(key, [...(byKey.get(key) ?? []), cell]);
  }
  return [...byKey.values()];
}

async function* measureGroup(input: LocalPythonInput, cells: readonly LocalPythonCell[]): AsyncGenerator<BenchEvent> {
  const records = cells.map((cell) => ({ cell, record: new CellRecord(cell, input.thresholds) }));
  for (let index = 0; ; index++) {
    const active = records.filter(({ record }) => record.stop === null);
    const [first] = active;
    if (first === undefined) break;
    const start = performance.now();
    // What all active cells spend together, each pays in equal parts: their limits then bound the whole.
    const share = () => (performance.now() - start) / 1000 / active.length;
    const fail = (failure: Failure) => {
      const seconds = share();
      for (const { record } of active) record.addFailure(failure, seconds);
    };
    try {
      const { action, model } = first.cell;
      const base = action === "measure" ? sideOf(input, cells, model, "base") : null;
      const head = sideOf(input, cells, model, "head");
      const { launches, runtime } = await runLocalPythonLaunch(
        {
          cells: active.map(({ cell }) => cell),
          base,
          head,
          threads: first.record.threads,
          timeouts: input.timeouts ?? defaultLocalPythonTimeouts,
          onWorker: input.onWorker,
        },
        index,
        drawSeed(input.random),
        input.signal,
      );
      const seconds = share();
      for (const { cell, record } of active) {
        const launch = launches.get(cell.id);
        if (launch === undefined) throw new Error("unreachable: a launch serves every cell it was given");
        record.addLaunch(launch, [], runtime, seconds);
      }
    } catch (error) {
      if (error instanceof Cancelled) for (const { record } of active) record.cancel();
      else if (error instanceof WorkerFailure) fail(error.asFailure(index));
      else throw error;
    }
    for (const { cell, record } of active) {
      const { launches, seconds, failures } = record;
      yield { kind: "progress", cell: cell.id, launches, seconds, failures };
    }
  }
  for (const { record } of records) yield { kind: "cell", measurement: record.measurement() };
}

export async function* measureLocalPython(input: LocalPythonInput): AsyncGenerator<BenchEvent> {
  for (const cells of groups(input.cells)) {
    if (input.signal?.aborted) return;
    yield* measureGroup(input, cells);
  }
}
