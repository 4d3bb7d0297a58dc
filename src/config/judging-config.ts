// Which settings decide a change: its own must not loosen the thresholds that it is judged by.
import type { Config, Model, Place, Target } from "./config.ts";

/**
 * Thresholds, budgets, limits, prices, output tolerances, inputs and which targets may be missing are base's where base
 * has them; what is measured (models, entries, batch sizes, targets, backends) is head's.
 */
export function judgingConfig(base: Config | null, head: Config): Config {
  if (base === null) return head;
  return {
    ...head,
    gate: base.gate,
    models: head.models.map((model) => judgingModel(base, model)),
    targets: head.targets.map((target) => judgingTarget(base, target)),
  };
}

function judgingModel(base: Config, head: Model): Model {
  const before = base.models.find((model) => model.name === head.name);
  if (before === undefined) return head;
  const source =
    before.source.kind === "python" && head.source.kind === "python"
      ? { ...head.source, inputs: before.source.inputs }
      : head.source;
  return { ...head, source, parityTolerance: before.parityTolerance };
}

function judgingTarget(base: Config, head: Target): Target {
  const before = base.targets.find((target) => target.name === head.name);
  if (before === undefined) return head;
  return { ...head, place: judgingPlace(before.place, head.place), pricePerHourUsd: before.pricePerHourUsd };
}

/** Else a change could make the target optional on which it is slow, and pass for want of a runner. */
function judgingPlace(base: Place, head: Place): Place {
  if (head.kind === "local") return head;
  return { ...head, optional: base.kind === "runner" && base.optional };
}
