// A cell for which no runner was found: where the config says that its target may be missing, it is shown and no more.
import type { Config } from "../config/index.ts";
import type { MeasuredCellPlan } from "../plan/bench-plan.ts";
import { failed, type Judgement } from "./judgement.ts";

/** The config that judges says what is optional, never the measurements, which come from elsewhere. */
export function onOptionalTarget(cell: MeasuredCellPlan, config: Config, judgement: Judgement): Judgement {
  const { outcome, reason } = judgement;
  if (outcome.state !== "failed" || outcome.failure !== "no-runner") return judgement;
  const place = config.targets.find(({ name }) => name === cell.backend?.target)?.place;
  if (place?.kind !== "runner" || !place.optional) return judgement;
  return failed(
    "missing-target",
    reason,
    "Start a runner with these labels to have it measured; the target is optional, so the gate does without it.",
  );
}
