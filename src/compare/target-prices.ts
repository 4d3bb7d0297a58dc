// Which price bills which cell.
import type { Config } from "../config/index.ts";
import type { Price } from "../cost/index.ts";
import type { BenchPlan, PlannedCell } from "../plan/bench-plan.ts";
import type { Verdict } from "./verdict.ts";

export type PriceOf = (target: string) => Price | null;

/**
 * The target whose price bills the cell, or null. Local python runs on the exporting machine, which is a target only
 * where the config says so (`local: true`) and prices it.
 */
function billedTarget(cell: PlannedCell, config: Config, priceOf: PriceOf): string | null {
  if (cell.backend !== null) return cell.backend.target;
  const here = config.targets.find(({ name, place }) => place.kind === "local" && priceOf(name) !== null);
  return here?.name ?? null;
}

export function priceOfCell(cell: PlannedCell, config: Config, priceOf: PriceOf): Price | null {
  const target = billedTarget(cell, config, priceOf);
  return target === null ? null : priceOf(target);
}

/** Every price that bills a cell, with its source and date, in the plan's order. */
export function pricesUsed(plan: BenchPlan, config: Config, priceOf: PriceOf): Verdict["prices"] {
  const targets = new Set(plan.cells.map((cell) => billedTarget(cell, config, priceOf)));
  return [...targets].flatMap((target) => {
    const price = target === null ? null : priceOf(target);
    return target === null || price === null ? [] : [{ target, ...price }];
  });
}
