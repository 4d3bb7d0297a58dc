// Measures a plan, or some of its cells, on this machine.
import { type BenchEvent, type LocalPythonSources, runBenchmarks } from "../bench/index.ts";
import type { CellMeasurement, Failure, Measurements } from "../bench/measurements.ts";
import type { Bundle } from "../bundle/index.ts";
import type { BenchPlan, MeasuredCellPlan } from "../plan/bench-plan.ts";
import { DispatchError } from "./dispatch-error.ts";
import { isToMeasure } from "./is-to-measure.ts";

export type DispatchEvent =
  | {
      readonly kind: "progress";
      readonly cell: string;
      /** One line for a log, such as `search@16 here/onnxrt-cpu: 3 launches, 7 s`. */
      readonly text: string;
      readonly launches: number;
      readonly seconds: number;
    }
  | { readonly kind: "measurements"; readonly measurements: Measurements }
  /** For the log as it happens; the same failure is in the measurements. */
  | { readonly kind: "failure"; readonly cell: string; readonly failure: Failure };

export interface DispatchOptions {
  /** `planDigest(plan)`. */
  readonly planDigest: string;
  readonly pacegateVersion: string;
  readonly base: Bundle | null;
  readonly head: Bundle;
  /** Null where the plan has no local python cell, or no worktrees to run it from. */
  readonly localPython: LocalPythonSources | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Uniform in [0, 1): seeds of the launches come from it. */
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
  /** Ids of the cells to measure; all that the plan measures, where there is no such set. */
  readonly only?: ReadonlySet<string> | undefined;
  /** The target that this machine stands for; where given, cells of another one are refused. */
  readonly target?: string | undefined;
}

/** Target under which local python is told: it has no backend, it runs where it was exported. */
export const localPythonTarget = "local-python";

function checkBundles(plan: BenchPlan, options: DispatchOptions): void {
  const pairs = [
    { side: "base", planned: plan.base?.bundle ?? null, given: options.base?.digest ?? null },
    { side: "head", planned: plan.head.bundle, given: options.head.digest },
  ];
  for (const { side, planned, given } of pairs) {
    if (planned === given) continue;
    throw new DispatchError({
      what: `The plan was made for another ${side} bundle (${planned ?? "none"}) than the one given (${given ?? "none"}).`,
      remedy: "Plan again with these bundles, or give the bundles that the plan names.",
    });
  }
}

/** Cells of the plan that this machine is asked for, in the plan's order. */
function chosenCells(plan: BenchPlan, { only, target }: DispatchOptions): MeasuredCellPlan[] {
  const cells = plan.cells.filter(isToMeasure).filter(({ id }) => only === undefined || only.has(id));
  const known = new Set(cells.map(({ id }) => id));
  const unknown = [...(only ?? [])].find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw new DispatchError({
      what: `The plan does not measure the cell ${JSON.stringify(unknown)}.`,
      remedy: "Name cells of this plan, or plan again.",
    });
  }
  const elsewhere = target === undefined ? undefined : cells.find((cell) => targetOf(cell) !== target);
  if (elsewhere !== undefined) {
    throw new DispatchError({
      what: `The cell ${JSON.stringify(elsewhere.id)} is planned for the target ${targetOf(elsewhere)}, and this machine stands for ${target}.`,
      remedy: "Measure it on a machine of its target.",
    });
  }
  return cells;
}

/**
 * Measures every cell of the plan that is to be measured. One `measurements` document a target, as soon as that
 * target is done; on abort the last one holds what there is.
 * @throws DispatchError if the bundles are not the plan's, or a cell asked for is not in it or of another target
 */
export async function* dispatchBenchmarks(plan: BenchPlan, options: DispatchOptions): AsyncGenerator<DispatchEvent> {
  checkBundles(plan, options);
  const { base, head, localPython, environment, random, signal } = options;
  const thresholds = { tolerance: plan.tolerance, resolution: plan.resolution };
  for (const [target, cells] of cellsByTarget(chosenCells(plan, options))) {
    if (signal?.aborted) return;
    const measured: CellMeasurement[] = [];
    const told = new Map<string, number>();
    for await (const event of runBenchmarks({
      cells,
      thresholds,
      base,
      head,
      localPython,
      environment,
      random,
      signal,
    })) {
      if (event.kind === "cell") measured.push(event.measurement);
      yield* inWords(event, told);
    }
    if (measured.length === 0) continue;
    const { planDigest, pacegateVersion } = options;
    yield {
      kind: "measurements",
      measurements: { schema: "pacegate/measurements/1", pacegateVersion, planDigest, target, cells: measured },
    };
  }
}

/** Graph cells target by target, local python last. */
function cellsByTarget(cells: readonly MeasuredCellPlan[]): Map<string, MeasuredCellPlan[]> {
  const localPythonLast = cells.toSorted((a, b) => Number(a.backend === null) - Number(b.backend === null));
  return Map.groupBy(localPythonLast, targetOf);
}

function targetOf(cell: MeasuredCellPlan): string {
  return cell.backend?.target ?? localPythonTarget;
}

/** @param told failures already told, by cell */
function* inWords(event: BenchEvent, told: Map<string, number>): Generator<DispatchEvent> {
  const [cell, failures] =
    event.kind === "progress" ? [event.cell, event.failures] : [event.measurement.cell, event.measurement.failures];
  for (const failure of failures.slice(told.get(cell) ?? 0)) yield { kind: "failure", cell, failure };
  told.set(cell, failures.length);
  if (event.kind === "cell") return;
  const { launches, seconds } = event;
  const text = `${cell}: ${launches} ${launches === 1 ? "launch" : "launches"}, ${seconds.toFixed(0)} s`;
  yield { kind: "progress", cell, text, launches, seconds };
}
