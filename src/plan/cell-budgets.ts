// The absolute budgets that apply to a cell, as limits on its time: a cost is a time on a machine with a price.
import { type Budget, type Config, formatBackend, matchesPattern } from "../config/index.ts";
import { costPerMillion, findPrice } from "../cost/index.ts";
import type { BudgetLimit } from "./bench-plan.ts";
import type { CellIdentity } from "./cell-draft.ts";

/** A budget without a batch size is for all of them; none is for local python, which runs on no backend. */
export function cellBudgets(cell: CellIdentity, config: Config): readonly BudgetLimit[] {
  return config.gate.budgets
    .filter((budget) => appliesTo(budget, cell))
    .flatMap(({ p95Ms, costPerMillionUsd }): readonly BudgetLimit[] => [
      ...(p95Ms === null ? [] : [{ metric: "p95-ms" as const, limit: p95Ms, limitMsPerRun: p95Ms }]),
      ...(costPerMillionUsd === null
        ? []
        : [
            {
              metric: "cost-per-million-usd" as const,
              limit: costPerMillionUsd,
              limitMsPerRun: msPerRunAt(costPerMillionUsd, cell, config),
            },
          ]),
    ]);
}

function appliesTo(budget: Budget, { backend, model, batchSize }: CellIdentity): boolean {
  return (
    backend !== null &&
    budget.model === model &&
    (budget.batchSize === null || budget.batchSize === batchSize) &&
    matchesPattern(budget.backend, formatBackend(backend))
  );
}

/** At which time a run the cost is this; null where the price is not known. */
function msPerRunAt(costUsd: number, { backend, batchSize }: CellIdentity, { targets }: Config): number | null {
  if (backend === null) return null;
  const target = targets.find(({ name }) => name === backend.target);
  const price = findPrice(backend.target, target?.pricePerHourUsd ?? null);
  if (price === null) return null;
  const ofOneMs = costPerMillion({ msPerRun: 1, pricePerHourUsd: price.pricePerHourUsd, batchSize });
  // Without a batch size a call is an item as far as anybody knows.
  return costUsd / (ofOneMs.usdPerMillionItems ?? ofOneMs.usdPerMillionCalls);
}
