// Every case of the config, of head and of base, each once, with what the bundles hold of it.
import type { Case, ModelError } from "../bundle/manifest.ts";
import type { Config, Model } from "../config/config.ts";
import { type CaseView, type PlanBundle, viewCase } from "./case-view.ts";

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
  const { base, head, config } = input;
  const cases = new Map<string, PlannedCase>();
  const headCases = new Map(head.manifest.cases.map((modelCase) => [modelCase.id, modelCase]));

  for (const model of config.models) {
    for (const batchSize of model.batchSizes ?? [null]) {
      const id = batchSize === null ? model.name : `${model.name}@${batchSize}`;
      const modelCase = headCases.get(id);
      cases.set(id, { id, model: model.name, batchSize, situation: situationOf(input, model, batchSize, modelCase) });
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

function situationOf(
  input: PlannedCasesInput,
  model: Model,
  batchSize: number | null,
  modelCase: Case | undefined,
): CaseSituation {
  // An error beside a case contradicts the format; the error wins, since nothing wrong may pass.
  const error = errorOf(input.head, model.name, batchSize);
  if (error !== undefined) return { kind: "failed", error };
  if (modelCase === undefined) return { kind: "not-exported" };
  const head = viewCase(input.head, modelCase);
  return { kind: "exported", model, head, base: baseOf(input, modelCase) };
}

function baseOf({ base, baseHasConfig }: PlannedCasesInput, { id, model, batchSize }: Case): BaseOfCase {
  if (base === null) return { kind: baseHasConfig ? "no-bundle" : "no-config" };
  const error = errorOf(base, model, batchSize);
  if (error !== undefined) return { kind: "failed", error };
  const modelCase = base.manifest.cases.find((candidate) => candidate.id === id);
  return modelCase === undefined ? { kind: "never-there" } : { kind: "present", view: viewCase(base, modelCase) };
}

/** An error without a batch size is the whole model's. */
function errorOf(bundle: PlanBundle, model: string, batchSize: number | null): ModelError | undefined {
  return bundle.manifest.errors.find(
    (error) => error.model === model && (error.batchSize === null || error.batchSize === batchSize),
  );
}
