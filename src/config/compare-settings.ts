// What a change does to the settings that judge it, in sentences for the top of the report.
import { formatBackend } from "./backend.ts";
import type { Budget, Config, Model, TailThresholds, Target } from "./config.ts";
import { formatPercent } from "./percent.ts";

/** A sentence for every change in thresholds, budgets, inputs, prices, targets and backends; none where nothing changed. */
export function compareSettings(base: Config, head: Config): string[] {
  return [
    ...changed("gate.tolerance", formatPercent(base.gate.tolerance), formatPercent(head.gate.tolerance)),
    ...changed("gate.resolution", formatPercent(base.gate.resolution), formatPercent(head.gate.resolution)),
    ...changed("gate.metrics.p95", formatP95(base.gate.p95), formatP95(head.gate.p95)),
    ...changed("gate.fail-on", base.gate.failOn, head.gate.failOn),
    ...changed("gate.limits.seconds-per-cell", `${base.gate.secondsPerCell} s`, `${head.gate.secondsPerCell} s`),
    ...listed("The budget", base.gate.budgets.map(formatBudget), head.gate.budgets.map(formatBudget)),
    ...changed("weights", base.weights, head.weights),
    ...byName("The model", base.models, head.models, compareModels),
    ...byName("The target", base.targets, head.targets, compareTargets),
    ...listed("The backend", base.backends.map(formatBackend), head.backends.map(formatBackend)),
  ];
}

function changed(what: string, before: string, after: string): string[] {
  return before === after ? [] : [`${what} changes from ${before} to ${after}.`];
}

function listed(what: string, before: readonly string[], after: readonly string[]): string[] {
  return [
    ...before.filter((entry) => !after.includes(entry)).map((entry) => `${what} ${entry} is removed.`),
    ...after.filter((entry) => !before.includes(entry)).map((entry) => `${what} ${entry} is added.`),
  ];
}

function byName<Item extends { readonly name: string }>(
  what: string,
  before: readonly Item[],
  after: readonly Item[],
  compare: (before: Item, after: Item) => string[],
): string[] {
  const names = (items: readonly Item[]) => items.map((item) => item.name);
  return [
    ...listed(what, names(before), names(after)),
    ...before.flatMap((item) => {
      const counterpart = after.find((candidate) => candidate.name === item.name);
      return counterpart === undefined ? [] : compare(item, counterpart);
    }),
  ];
}

function compareModels(before: Model, after: Model): string[] {
  const key = (name: string) => `models.${before.name}.${name}`;
  const sizes = (model: Model) => (model.batchSizes === null ? "none" : model.batchSizes.join(", "));
  const inputs = (model: Model) => (model.source.kind === "python" ? model.source.inputs : "none");
  const entry = (model: Model) => (model.source.kind === "python" ? model.source.entry : model.source.path);
  return [
    ...changed(key("entry"), entry(before), entry(after)),
    ...changed(key("inputs"), inputs(before), inputs(after)),
    ...changed(key("batch-sizes"), sizes(before), sizes(after)),
    ...changed(
      key("tolerance.absolute"),
      String(before.parityTolerance.absolute),
      String(after.parityTolerance.absolute),
    ),
    ...changed(
      key("tolerance.relative"),
      String(before.parityTolerance.relative),
      String(after.parityTolerance.relative),
    ),
    ...changed(
      key("tolerance.relative-l2"),
      String(before.parityTolerance.relativeL2),
      String(after.parityTolerance.relativeL2),
    ),
  ];
}

function compareTargets(before: Target, after: Target): string[] {
  const key = (name: string) => `targets.${before.name}.${name}`;
  const price = (target: Target) =>
    target.pricePerHourUsd === null ? "that of the price file" : `$${target.pricePerHourUsd}`;
  const place = (target: Target) => (target.place.kind === "local" ? "local" : `[${target.place.runsOn.join(", ")}]`);
  const isOptional = ({ place }: Target) => String(place.kind === "runner" && place.optional);
  const runners = ({ place }: Target) => String(place.kind === "runner" ? place.runners : 1);
  const threads = (target: Target) => (target.threads === null ? "all cores" : String(target.threads));
  return [
    ...changed(key("runs-on"), place(before), place(after)),
    ...changed(key("optional"), isOptional(before), isOptional(after)),
    ...changed(key("runners"), runners(before), runners(after)),
    ...changed(key("price-per-hour"), price(before), price(after)),
    ...changed(key("threads"), threads(before), threads(after)),
  ];
}

function formatP95(thresholds: TailThresholds | null): string {
  if (thresholds === null) return "off";
  return `{tolerance: ${formatPercent(thresholds.tolerance)}, resolution: ${formatPercent(thresholds.resolution)}}`;
}

function formatBudget(budget: Budget): string {
  const batch = budget.batchSize === null ? "" : `@${budget.batchSize}`;
  const limits = [
    budget.p95Ms === null ? null : `p95 at most ${budget.p95Ms} ms`,
    budget.costPerMillionUsd === null ? null : `at most $${budget.costPerMillionUsd} per million`,
  ].filter((limit) => limit !== null);
  return `"${budget.model}${batch} on ${budget.backend}: ${limits.join(", ")}"`;
}
