// Measures one graph cell: launch after launch, until the rule, a limit, a failure or the user says stop.
import type { Bundle } from "../bundle/index.ts";
import { BenchError } from "./bench-error.ts";
import type { BenchProgress, GraphCell } from "./bench-event.ts";
import { CellRecord } from "./cell-record.ts";
import { defaultTimeouts, type LaunchTimeouts, runGraphLaunch } from "./graph-launch.ts";
import { sideWork } from "./graph-work.ts";
import type { CellMeasurement } from "./measurements.ts";
import { drawSeed, type Random } from "./seeded-random.ts";
import type { Thresholds } from "./stop-rule.ts";
import type { SideWork } from "./worker-messages.ts";
import { Cancelled, type WorkerCommand, WorkerFailure } from "./worker-process.ts";

export interface GraphCellInput {
  readonly cell: GraphCell;
  readonly thresholds: Thresholds;
  readonly base: Bundle | null;
  readonly head: Bundle;
  readonly command: WorkerCommand;
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
  readonly timeouts?: LaunchTimeouts | undefined;
  /** Told each worker as it starts, so that a caller can watch it. */
  readonly onWorker?: ((worker: { readonly pid: number | undefined }) => void) | undefined;
}

function workOf(input: GraphCellInput): { base: SideWork | null; head: SideWork } {
  const { work, action } = input.cell;
  const head = sideWork(input.head, work.head, "head");
  if (action === "measure-new") return { base: null, head };
  if (work.base === null || input.base === null) {
    throw new WorkerFailure("missing-input", "base", "the cell is to be compared with a base that is not there", []);
  }
  return { base: sideWork(input.base, work.base, "base"), head };
}

/** @throws BenchError only where the plan itself makes no sense; a launch that fails is data */
export async function* measureGraphCell(input: GraphCellInput): AsyncGenerator<BenchProgress, CellMeasurement> {
  const { cell } = input;
  const { backend } = cell;
  if (backend === null) {
    throw new BenchError({
      what: "A graph cell of the plan names no backend.",
      where: cell.id,
      remedy: "Plan again with this version of Pacegate.",
    });
  }
  const record = new CellRecord(cell, input.thresholds);
  let work: { base: SideWork | null; head: SideWork };
  try {
    work = workOf(input);
  } catch (error) {
    if (!(error instanceof WorkerFailure)) throw error;
    record.addFailure(error.asFailure(null), 0);
    return record.measurement();
  }
  while (record.stop === null) {
    const { engine, options: flags } = backend;
    const start = performance.now();
    const index = record.nextLaunch;
    try {
      const { launch, parity, runtime } = await runGraphLaunch(
        {
          engine,
          flags,
          threads: record.threads,
          parityTolerance: cell.work.parityTolerance,
          ...work,
          command: input.command,
          timeouts: input.timeouts ?? defaultTimeouts,
          onWorker: input.onWorker,
        },
        index,
        drawSeed(input.random),
        input.signal,
      );
      record.addLaunch(launch, parity, runtime, launch.seconds);
    } catch (error) {
      if (error instanceof Cancelled) record.cancel();
      else if (error instanceof WorkerFailure)
        record.addFailure(error.asFailure(index), (performance.now() - start) / 1000);
      else throw error;
    }
    yield {
      kind: "progress",
      cell: cell.id,
      launches: record.launches,
      seconds: record.seconds,
      failures: record.failures,
    };
  }
  return record.measurement();
}
