// A planned cell before the error budget is shared: how many cells are compared is known only at the end.
import type { PlannedCell } from "./bench-plan.ts";
import type { Obstacle } from "./comparability.ts";

export type MeasureCell = Extract<PlannedCell, { action: "measure" }>;
export type NewCell = Extract<PlannedCell, { action: "measure-new" }>;
export type MeasureDraft = Omit<MeasureCell, "alpha" | "tail" | "budgets">;
export type NewDraft = Omit<NewCell, "budgets">;
export type CellDraft = Exclude<PlannedCell, { action: "measure" | "measure-new" }> | MeasureDraft | NewDraft;
export type CellIdentity = Pick<PlannedCell, "id" | "case" | "model" | "batchSize" | "backend">;

export function refused(
  identity: CellIdentity,
  action: "error" | "incomparable",
  reason: string,
  remedy: string,
): CellDraft {
  return { action, ...identity, reason, remedy };
}

/** Exported, and nothing here can measure it. */
export function unmeasurable(identity: CellIdentity, reason: string, remedy: string): CellDraft {
  return { action: "error", ...identity, reason, remedy, unmeasurable: true };
}

export function incomparable(identity: CellIdentity, obstacles: readonly Obstacle[]): CellDraft {
  const remedies = new Set(obstacles.map(({ remedy }) => remedy));
  const reason = `Base and head cannot be compared: ${obstacles.map(({ what }) => what).join("; ")}.`;
  return refused(identity, "incomparable", reason, [...remedies].join(" "));
}
