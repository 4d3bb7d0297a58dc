// The milliseconds and the change that a measured cell was decided by: of its mean, or of its tail where that fails it.
import type { Effect } from "../compare/verdict.ts";
import type { CellIn } from "./group-cells.ts";

export interface DecisiveFigures {
  readonly baseMs: number;
  readonly headMs: number;
  readonly effect: Effect;
  /** `p95 ` before the change where these are no means. */
  readonly mark: "" | "p95 ";
}

export function decisiveFigures({
  base,
  head,
  effect,
  tail,
  failedBy,
}: CellIn<"measured">["outcome"]): DecisiveFigures {
  if (failedBy === "tail" && tail !== undefined) {
    return { baseMs: tail.baseMs, headMs: tail.headMs, effect: tail.effect, mark: "p95 " };
  }
  return { baseMs: base.msPerRun, headMs: head.msPerRun, effect, mark: "" };
}
