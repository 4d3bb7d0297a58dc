// What was found out about one cell, before the gate says what it means for the whole.
import type { CellVerdict, Outcome } from "./verdict.ts";

export type BudgetResult = CellVerdict["budgets"][number];

export const isMissed = ({ decision }: BudgetResult): boolean => decision === "missed";

export interface Judgement {
  readonly outcome: Outcome;
  /** One sentence. */
  readonly reason: string;
  readonly budgets: readonly BudgetResult[];
}

export type FailedOutcome = Extract<Outcome, { state: "failed" }>;
export type MeasuredOutcome = Extract<Outcome, { state: "measured" }>;

export function failed(
  failure: FailedOutcome["failure"],
  reason: string,
  remedy: string,
  stderrTail: readonly string[] = [],
): Judgement {
  return {
    outcome: { state: "failed", failure, remedy, stderrTail: [...stderrTail] },
    reason: sentence(reason),
    budgets: [],
  };
}

/** A sentence with more at its end. */
export function withClauses(reason: string, clauses: readonly string[]): string {
  return clauses.length === 0 ? reason : `${[reason.replace(/\.$/, ""), ...clauses].join("; ")}.`;
}

/** One line with a full stop, whatever a worker wrote. */
function sentence(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
