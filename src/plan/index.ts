// The plan's room: decides, without touching anything, what is measured where and why the rest is not.
import { documentDigest } from "../document/document-digest.ts";
import type { BenchPlan } from "./bench-plan.ts";

export type {
  BenchPlan,
  Contribution,
  GraphWork,
  MeasuredCellPlan,
  Pass,
  PlannedBackend,
  PlannedCell,
} from "./bench-plan.ts";
export type { PlanBundle } from "./case-view.ts";
export { type PlanInput, planBenchmarks } from "./plan-benchmarks.ts";
export { PlanError } from "./plan-error.ts";

/** sha256 of the plan's canonical JSON; measurements carry it, so that those of another plan are refused. */
export function planDigest(plan: BenchPlan): string {
  return documentDigest(plan);
}
export { errorSentence } from "./base-obstacle.ts";
