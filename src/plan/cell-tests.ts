// Gives every cell that is measured its tests, each with its share of the gate's error probability.
import type { Config } from "../config/config.ts";
import type { BudgetLimit, PlannedCell } from "./bench-plan.ts";
import { cellBudgets } from "./cell-budgets.ts";
import type { CellDraft, MeasureCell, MeasureDraft, NewCell, NewDraft } from "./cell-draft.ts";
import { type CellTests, errorShares } from "./error-budget.ts";

/** A cell that is compared has a test of its mean; one that head alone has is tested where it has a budget. */
export function withTests(drafts: readonly CellDraft[], config: Config): PlannedCell[] {
  const drafted = drafts.map((draft) => ({ draft, budgets: isMeasured(draft) ? cellBudgets(draft, config) : [] }));
  const tested = drafted.filter(({ draft, budgets }) => draft.action === "measure" || budgets.length > 0).length;
  return drafted.map(({ draft, budgets }) => {
    switch (draft.action) {
      case "measure":
        return compared(draft, budgets, tested, config);
      case "measure-new":
        return alone(draft, budgets, tested);
      default:
        return draft;
    }
  });
}

const isMeasured = (draft: CellDraft): draft is MeasureDraft | NewDraft =>
  draft.action === "measure" || draft.action === "measure-new";

function compared(
  draft: MeasureDraft,
  budgets: readonly BudgetLimit[],
  tested: number,
  { gate: { p95 } }: Config,
): MeasureCell {
  // The Python around the graphs is timed in too few passes for a tail.
  const tests: CellTests = {
    latency: true,
    tail: p95 !== null && draft.work.kind === "graph",
    budgets: budgets.length,
  };
  const { latency, tail, budget } = errorShares(tested, tests);
  if (latency === null) throw new RangeError(`${draft.id} is compared and has no share for it`);
  return {
    ...draft,
    alpha: latency,
    ...(p95 === null || tail === null ? {} : { tail: { alpha: tail, ...p95 } }),
    ...withShares(budgets, budget),
  };
}

function alone(draft: NewDraft, budgets: readonly BudgetLimit[], tested: number): NewCell {
  const { budget } = errorShares(tested, { latency: false, tail: false, budgets: budgets.length });
  return { ...draft, ...withShares(budgets, budget) };
}

function withShares(budgets: readonly BudgetLimit[], alpha: number | null): Pick<NewCell, "budgets"> {
  return alpha === null ? {} : { budgets: budgets.map((budget) => ({ ...budget, alpha })) };
}
