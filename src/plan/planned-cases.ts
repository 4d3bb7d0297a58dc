// Every case of the config, of head and of base, each once, with what the bundles hold of it.
import type { Case, ModelError } from "../bundle/manifest.ts";
import type { Config, Model } from "../config/config.ts";
import { type CaseView, type IndexedBundle, indexBundle, type PlanBundle, viewCase } from "./case-view.ts";

export type BaseOfCase =
  | { readonly kind: "present"; readonly view: CaseView }
  /** The base is known and never had it. */
  | { readonly kind: "never-there" }
  /** The base has no Pacegate yet. */
  | { readonly kind: "no-config" }
  /** The base has Pacegate, but its bundle could not be had. */
  | { readonly kind: "no-bundle" }
  | { readonly kind: "failed"; readonly error: ModelError };

export type CaseSituation =
  | { readonly kind: "exported"; readonly model: Model; readonly head: CaseView; readonly base: BaseOfCase }
  | { readonly kind: "failed"; readonly error: ModelError }
  /** In the config, but head's bundle has neither the case nor an error. */
  | { readonly kind: "not-exported" }
  /** In head's bundle, but not in the config. */
  | { readonly kind: "not-configured" }
  | { readonly kind: "removed"; readonly base: Case };

export interface PlannedCase {
  readonly id: string;
  readonly model: string;
  readonly batchSize: number | null;
  readonly situation: CaseSituation;
}

export interface PlannedCasesInput {
  readonly base: PlanBundle | null;
  readonly head: PlanBundle;
  readonly baseHasConfig: boolean;
  readonly config: Config;
}

/** In the config's order, then what only head's bundle has, then what only base has. */
export function plannedCases(input: PlannedCasesInput): readonly PlannedCase[] {
  const { base, head, config, baseHasConfig } = input;
  const cases = new Map<string, PlannedCase>();
  const sides = { base: base === null ? null : indexBundle(base), head: indexBundle(head), baseHasConfig };

  for (const model of config.models) {
    for (const batchSize of model.batchSizes ?? [null]) {
      const id = batchSize === null ? model.name : `${model.name}@${batchSize}`;
      cases.set(id, { id, model: model.name, batchSize, situation: situationOf(sides, model, batchSize, id) });
    }
  }
  for (const { id, model, batchSize } of head.manifest.cases) {
    if (!cases.has(id)) cases.set(id, { id, model, batchSize, situation: { kind: "not-configured" } });
  }
  for (const modelCase of base?.manifest.cases ?? []) {
    const { id, model, batchSize } = modelCase;
    if (!cases.has(id)) cases.set(id, { id, model, batchSize, situation: { kind: "removed", base: modelCase } });
  }
  return [...cases.values()];
}

interface Sides {
  readonly base: IndexedBundle | null;
  readonly head: IndexedBundle;
  readonly baseHasConfig: boolean;
}

function situationOf(sides: Sides, model: Model, batchSize: number | null, id: string): CaseSituation {
  // An error beside a case contradicts the format; the error wins, since nothing wrong may pass.
  const error = errorOf(sides.head, model.name, batchSize);
  if (error !== undefined) return { kind: "failed", error };
  const modelCase = sides.head.cases.get(id);
  if (modelCase === undefined) return { kind: "not-exported" };
  return { kind: "exported", model, head: viewCase(sides.head, modelCase), base: baseOf(sides, modelCase) };
}

function baseOf({ base, baseHasConfig }: Sides, { id, model, batchSize }: Case): BaseOfCase {
  if (base === null) return { kind: baseHasConfig ? "no-bundle" : "no-config" };
  const error = errorOf(base, model, batchSize);
  if (error !== undefined) return { kind: "failed", error };
  const modelCase = base.cases.get(id);
  return modelCase === undefined ? { kind: "never-there" } : { kind: "present", view: viewCase(base, modelCase) };
}

/** An error without a batch size is the whole model's. */
function errorOf({ errorsOfModel }: IndexedBundle, model: string, batchSize: number | null): ModelError | undefined {
  return errorsOfModel.get(model)?.find((error) => error.batchSize === null || error.batchSize === batchSize);
}
