// The milliseconds and the change that a measured cell was decided by, of its mean or of its tail, and the other change.
import type { Effect } from "../compare/verdict.ts";
import type { CellIn } from "./group-cells.ts";

export interface DecisiveFigures {
  readonly baseMs: number;
  readonly headMs: number;
  readonly effect: Effect;
  /** `p95 ` before the change where these are no means. */
  readonly mark: "" | "p95 ";
}

type Outcome = CellIn<"measured">["outcome"];

/** Of the mean, save where only the tail fails the cell. */
export function decisiveFigures({ base, head, effect, tail, failedBy }: Outcome): DecisiveFigures {
  if (failedBy === "tail" && tail !== undefined) {
    return { baseMs: tail.baseMs, headMs: tail.headMs, effect: tail.effect, mark: "p95 " };
  }
  return { baseMs: base.msPerRun, headMs: head.msPerRun, effect, mark: "" };
}

/** The change that did not decide: of the tail, or of the mean where the tail did; null where none was judged. */
export function besideFigures({
  effect,
  tail,
  failedBy,
}: Outcome): { readonly effect: Effect; readonly mark: "mean " | "p95 " } | null {
  if (tail === undefined) return null;
  return failedBy === "tail" ? { effect, mark: "mean " } : { effect: tail.effect, mark: "p95 " };
}
