// Has a planned gate measured: here what this machine stands for, elsewhere what the team's runners do, at once.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Measurements } from "./bench/measurements.ts";
import {
  type Clock,
  dispatchBenchmarks,
  dispatchToRunners,
  type Fleet,
  type LocalPythonSources,
  type Parcel,
  packJobs,
  writeParcel,
} from "./dispatch/index.ts";
import type { ExportedPair } from "./export/index.ts";
import type { BenchPlan } from "./plan/bench-plan.ts";
import type { ResultsFolder } from "./results/index.ts";
import type { Surroundings } from "./surroundings.ts";

/** The team's machines, and how long they are waited for. */
export interface Runners {
  /** Brings the parcel to where they can read it. */
  readonly hire: (parcel: Parcel, folder: string, files: readonly string[]) => Promise<Fleet>;
  readonly queueTimeoutMs: number;
  readonly benchTimeoutMs: number;
  readonly warnQueuedAfterMs: number;
  readonly clock: Clock;
}

/**
 * Measures every cell of the plan; what was measured before an abort is kept.
 * @param exported null where there are no worktrees: local python then fails as not measurable
 */
export async function benchPlan(
  planned: Parcel,
  exported: ExportedPair | null,
  runners: Runners | null,
  results: ResultsFolder,
  world: Surroundings,
): Promise<readonly Measurements[]> {
  // Either failing ends the other: nothing is measured for a gate that cannot be decided.
  const failed = new AbortController();
  const both = { ...world, signal: AbortSignal.any([world.signal, failed.signal]) };
  const stopBoth = (error: unknown): never => {
    failed.abort(error);
    throw error;
  };
  const settled = await Promise.allSettled([
    benchHere(planned, exported, both).catch(stopBoth),
    runners === null ? [] : benchElsewhere(planned, runners, results, both).catch(stopBoth),
  ]);
  const measurements = settled.flatMap((half) => (half.status === "fulfilled" ? half.value : []));
  await results.writeMeasurements(measurements);
  world.signal.throwIfAborted();
  failed.signal.throwIfAborted();
  return measurements;
}

/** What this machine stands for: its local targets, and the Python around the models. */
export async function benchHere(
  planned: Parcel,
  exported: ExportedPair | null,
  { environment, random, signal, onBench }: Surroundings,
): Promise<readonly Measurements[]> {
  const { plan, planDigest, pacegateVersion, base, head, config } = planned;
  const measurements: Measurements[] = [];
  for await (const event of dispatchBenchmarks(plan, {
    planDigest,
    pacegateVersion,
    base,
    head,
    localPython: exported === null ? null : pythonOf(exported),
    environment,
    random,
    signal,
    only: new Set(packJobs(plan, config).local),
  })) {
    if (event.kind === "measurements") measurements.push(event.measurements);
    else if (event.kind === "progress") onBench(event.text);
    else onBench(`${event.cell}: ${event.failure.kind}, ${event.failure.message}`);
  }
  return measurements;
}

/** Nothing is sent where there is nothing to measure. */
async function benchElsewhere(
  planned: Parcel,
  runners: Runners,
  results: ResultsFolder,
  { signal, onBench, onWarning }: Surroundings,
): Promise<readonly Measurements[]> {
  if (planned.jobs.length === 0) return [];
  const folder = join(results.directory, "parcel");
  await rm(folder, { recursive: true, force: true });
  await using _parcel = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
  const fleet = await runners.hire(planned, folder, await writeParcel(folder, planned));
  const { planDigest, pacegateVersion } = planned;
  const measurements: Measurements[] = [];
  for await (const event of dispatchToRunners(planned.jobs, fleet, {
    ...runners,
    planDigest,
    pacegateVersion,
    signal,
  })) {
    switch (event.kind) {
      case "started":
        onBench(`Dispatched ${event.jobs.length} ${event.jobs.length === 1 ? "job" : "jobs"}: ${event.run.url}`);
        break;
      case "progress":
        onBench(event.text);
        break;
      case "warning":
        onWarning(event.text);
        break;
      case "failure":
        onBench(`${event.cell}: ${event.failure.kind}, ${event.failure.message}`);
        break;
      case "measurements":
        measurements.push(event.measurements);
    }
  }
  return measurements;
}

function pythonOf({ base, head }: ExportedPair): LocalPythonSources {
  return { base: base?.project ?? null, head: head.project };
}

/** Ids of the cells that could be measured here and were not. */
export function unmeasuredCells({ cells }: BenchPlan, measurements: readonly Measurements[]): readonly string[] {
  const ended = measurements.flatMap((file) => file.cells);
  const measured = new Set(
    ended.flatMap(({ cell, stop }) => (stop === "failed" || stop === "cancelled" ? [] : [cell])),
  );
  return cells.flatMap(({ id, action }) =>
    (action === "measure" || action === "measure-new") && !measured.has(id) ? [id] : [],
  );
}
