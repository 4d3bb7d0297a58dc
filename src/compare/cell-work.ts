// The two sides of a cell's work in one shape: how often each call is made, and how many runs a pass stands for.
import type { MeasuredCellPlan } from "../plan/bench-plan.ts";
import { CompareError } from "./compare-error.ts";

export interface SideWork {
  /** How often each distinct call is made in a pass. */
  readonly counts: readonly number[];
  readonly runs: number;
}

/** Local python is one call: a pass over all runs. */
export function headWork({ work }: MeasuredCellPlan): SideWork {
  return work.kind === "graph" ? graphSide(work.head) : { counts: [1], runs: work.runs };
}

/** @throws CompareError if the plan compares with a base that it does not have */
export function baseWork(cell: MeasuredCellPlan): SideWork {
  const { work } = cell;
  if (work.kind === "local-python" && work.hasBase) return { counts: [1], runs: work.runs };
  if (work.kind === "graph" && work.base !== null) return graphSide(work.base);
  throw new CompareError({
    what: "The plan compares this cell with its base, and has no base for it.",
    where: cell.id,
    remedy: "Plan again with this version of Pacegate.",
  });
}

function graphSide(pass: { readonly calls: readonly { readonly count: number }[]; readonly runs: number }): SideWork {
  return { counts: pass.calls.map((call) => call.count), runs: pass.runs };
}

/** Nanoseconds of a pass -> milliseconds of a run. */
export function nsToMsPerRun(ns: number, { runs }: SideWork): number {
  return ns / 1e6 / runs;
}
