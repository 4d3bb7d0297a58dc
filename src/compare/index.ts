// The compare stage: a plan and its measurements -> Verdict; pure.
import type { Measurements } from "../bench/measurements.ts";
import type { Config } from "../config/index.ts";
import type { BenchPlan } from "../plan/bench-plan.ts";
import { conclude, effectOnGate } from "./effect-on-gate.ts";
import { gatherMeasurements } from "./gather-measurements.ts";
import { headline } from "./headline.ts";
import { judgeCell } from "./judge-cell.ts";
import { type PriceOf, priceOfCell, pricesUsed } from "./target-prices.ts";
import type { CellVerdict, GateEvent, Verdict } from "./verdict.ts";

export interface CompareInput {
  readonly plan: BenchPlan;
  /** sha256 of the plan's canonical JSON, which every measurement must carry. */
  readonly planDigest: string;
  readonly measurements: readonly Measurements[];
  /** The config that judges: the base's. */
  readonly config: Config;
  readonly priceOf: PriceOf;
  readonly event: GateEvent;
  readonly settingChanges: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * Every cell of the plan gets a verdict; one without a measurement fails.
 * @throws CompareError if measurements belong to another plan
 */
export function compareMeasurements(input: CompareInput): Verdict {
  const { plan, planDigest, measurements, config, priceOf, event } = input;
  const gathered = gatherMeasurements(plan, planDigest, measurements);
  const cells = plan.cells.map((cell): CellVerdict => {
    const billing = { price: priceOfCell(cell, config, priceOf), batchSize: cell.batchSize };
    const { outcome, reason, budgets } = judgeCell(cell, gathered.get(cell.id) ?? [], { plan, config, billing });
    return {
      id: cell.id,
      case: cell.case,
      model: cell.model,
      batchSize: cell.batchSize,
      backend: cell.backend,
      reason,
      outcome,
      budgets: [...budgets],
      effectOnGate: effectOnGate(outcome, budgets, event, config.gate.failOn),
    };
  });
  const conclusion = conclude(cells);
  return {
    schema: "pacegate/verdict/1",
    pacegateVersion: plan.pacegateVersion,
    event,
    base: plan.base === null ? null : { commit: plan.base.commit },
    head: { commit: plan.head.commit },
    conclusion,
    headline: headline(cells, conclusion),
    tolerance: plan.tolerance,
    resolution: plan.resolution,
    cells,
    prices: pricesUsed(plan, config, priceOf),
    settingChanges: [...input.settingChanges],
    versions: { ...input.versions },
  };
}

export { CompareError } from "./compare-error.ts";
export type { PriceOf } from "./target-prices.ts";
export type { CellVerdict, Decision, GateEvent, Outcome, Verdict } from "./verdict.ts";
