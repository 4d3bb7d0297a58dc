// The compare stage: a plan and its measurements -> Verdict; pure.
import type { Measurements } from "../bench/measurements.ts";
import type { Config } from "../config/index.ts";
import type { BenchPlan } from "../plan/bench-plan.ts";
import type { Acceptance } from "./acceptance.ts";
import { applyAcceptances } from "./acceptance-state.ts";
import { conclude, effectOnGate } from "./effect-on-gate.ts";
import { markFindings } from "./findings.ts";
import { gatherMeasurements } from "./gather-measurements.ts";
import { headline } from "./headline.ts";
import { judgeCell } from "./judge-cell.ts";
import { type PriceOf, priceOfCell, pricesUsed } from "./target-prices.ts";
import type { CellVerdict, GateEvent, Verdict } from "./verdict.ts";
import { workDigest } from "./work-digest.ts";

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
  /** None where nothing was accepted. */
  readonly acceptances?: readonly Acceptance[];
  /** By which an acceptance has ended; without it, one that ends at all covers nothing. */
  readonly now?: Date;
}

/**
 * Every cell of the plan gets a verdict; one without a measurement fails.
 * @throws CompareError if measurements belong to another plan
 */
export function compareMeasurements(input: CompareInput): Verdict {
  const { plan, planDigest, measurements, config, priceOf, event } = input;
  const gathered = gatherMeasurements(plan, planDigest, measurements);
  const judged = plan.cells.map((cell): CellVerdict => {
    const billing = { price: priceOfCell(cell, config, priceOf), batchSize: cell.batchSize };
    const { outcome, reason, budgets } = judgeCell(cell, gathered.get(cell.id) ?? [], { plan, config, billing });
    return {
      id: cell.id,
      case: cell.case,
      model: cell.model,
      batchSize: cell.batchSize,
      backend: cell.backend,
      work: workDigest(cell),
      reason,
      outcome,
      budgets: [...budgets],
      effectOnGate: effectOnGate(outcome, budgets, event, config.gate.failOn),
      acceptance: null,
    };
  });
  const { acceptances = [], now } = input;
  const cells = applyAcceptances(markFindings(judged), acceptances, { event, commit: plan.head.commit, now });
  const conclusion = conclude(cells);
  return {
    schema: "pacegate/verdict/1",
    pacegateVersion: plan.pacegateVersion,
    event,
    base: plan.base === null ? null : { commit: plan.base.commit },
    ...(plan.baseWithoutPacegate === undefined ? {} : { baseWithoutPacegate: plan.baseWithoutPacegate }),
    head: { commit: plan.head.commit },
    conclusion,
    headline: headline(cells, conclusion, plan.head.commit),
    tolerance: plan.tolerance,
    resolution: plan.resolution,
    cells,
    prices: pricesUsed(plan, config, priceOf),
    settingChanges: [...input.settingChanges],
    versions: { ...input.versions },
  };
}

export {
  type AcceptanceProblem,
  type AcceptanceRequest,
  parseAcceptanceRequest,
  requestProblem,
} from "./acceptance-request.ts";
export { type AcceptanceInput, failedCells, makeAcceptance } from "./acceptance-state.ts";
export { CompareError } from "./compare-error.ts";
export { type Creep, type CreepInput, creepSinceRelease } from "./creep.ts";
export type { PriceOf } from "./target-prices.ts";
export type { CellVerdict, Decision, Effect, GateEvent, Outcome, Verdict } from "./verdict.ts";
