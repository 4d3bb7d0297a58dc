// What benching tells while it goes on, and the kinds of cell that it measures.
import type { GraphWork, MeasuredCellPlan } from "../plan/bench-plan.ts";
import type { CellMeasurement, Failure } from "./measurements.ts";

export interface BenchProgress {
  readonly kind: "progress";
  readonly cell: string;
  /** Good launches so far. */
  readonly launches: number;
  readonly seconds: number;
  readonly failures: readonly Failure[];
}

export type BenchEvent = BenchProgress | { readonly kind: "cell"; readonly measurement: CellMeasurement };

export type GraphCell = MeasuredCellPlan & { readonly work: GraphWork };
export type LocalPythonCell = MeasuredCellPlan & { readonly work: { readonly kind: "local-python" } };

export const isGraphCell = (cell: MeasuredCellPlan): cell is GraphCell => cell.work.kind === "graph";
export const isLocalPythonCell = (cell: MeasuredCellPlan): cell is LocalPythonCell => cell.work.kind === "local-python";
