// Runs one job of a parcel on this machine: what a runner of the team does.
import type { Measurements } from "../bench/measurements.ts";
import { type DispatchEvent, type DispatchOptions, dispatchBenchmarks } from "./dispatch-benchmarks.ts";
import type { BenchJob } from "./fleet.ts";
import type { Parcel } from "./open-parcel.ts";

export interface BenchJobOptions extends Pick<DispatchOptions, "environment" | "random" | "signal"> {
  /** Told progress and failures as they happen. */
  readonly onEvent: (event: Exclude<DispatchEvent, { kind: "measurements" }>) => void;
}

/**
 * @param job one of the parcel's, with all or some of its cells
 * @returns all that was measured; after an abort it holds what there is, the cell in hand as cancelled
 */
export async function runBenchJob(
  { plan, planDigest, pacegateVersion, base, head }: Parcel,
  { target, cells }: BenchJob,
  { environment, random, signal, onEvent }: BenchJobOptions,
): Promise<Measurements> {
  const options = { planDigest, pacegateVersion, base, head, localPython: null, environment, random, signal };
  const measured: Measurements["cells"] = [];
  for await (const event of dispatchBenchmarks(plan, { ...options, only: new Set(cells), target })) {
    if (event.kind === "measurements") measured.push(...event.measurements.cells);
    else onEvent(event);
  }
  return { schema: "pacegate/measurements/1", pacegateVersion, planDigest, target, cells: measured };
}
