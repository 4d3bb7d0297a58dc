// Names in `pacegate.yml` -> what they stand for: models, targets, backends, budgets, checked against one another.
import { expandEngine, formatBackend, matchesPattern, splitBackend } from "./backend.ts";
import type { Backend, Budget, Model, ParityTolerance, Place, Target } from "./config.ts";
import type { ConfigFile } from "./config-file-schema.ts";
import type { KeyPath } from "./located-document.ts";
import { suggestion } from "./nearest.ts";
import { defaultTarget } from "./unknown-backends.ts";

export type Fail = (path: KeyPath, what: string, remedy: string) => never;

/** fp32 against PyTorch: seen largest difference 2e-6 and relative L2 4e-7 on BERT, CNN and GPT graphs. */
const fp32Tolerance: ParityTolerance = { absolute: 1e-4, relative: 1e-3, relativeL2: 1e-5 };

export function resolveModels(file: ConfigFile, fail: Fail): readonly Model[] {
  return Object.entries(file.models).map(([name, model]) => {
    const path = ["models", name];
    if (model.onnx !== undefined) {
      const both = model.entry !== undefined || model.inputs !== undefined;
      fail(
        [...path, "onnx"],
        both
          ? "A model has either `onnx` or `entry`, not both."
          : "This version measures Python entries only, no ONNX files.",
        "Give `entry: file.py:name` and `inputs: file.py:name` instead.",
      );
    }
    const { entry, inputs } = model;
    if (entry === undefined)
      return fail([...path], "The model has no `entry`.", "Add `entry: file.py:name`, the function to keep fast.");
    if (inputs === undefined)
      return fail([...path], "The model has no `inputs`.", "Add `inputs: file.py:name`, a function that yields calls.");
    const batchSizes = model["batch-sizes"] ?? null;
    const repeated = batchSizes?.findIndex((size, index) => batchSizes.indexOf(size) !== index) ?? -1;
    if (repeated >= 0) {
      fail(
        [...path, "batch-sizes", repeated],
        `The batch size ${batchSizes?.[repeated]} is listed twice.`,
        "Keep one of the two.",
      );
    }
    return {
      name,
      source: { kind: "python", entry, inputs },
      batchSizes,
      parityTolerance: {
        absolute: model.tolerance?.absolute ?? fp32Tolerance.absolute,
        relative: model.tolerance?.relative ?? fp32Tolerance.relative,
        relativeL2: model.tolerance?.["relative-l2"] ?? fp32Tolerance.relativeL2,
      },
    };
  });
}

export function resolveTargets(file: ConfigFile, fail: Fail): readonly Target[] {
  const given = Object.entries(file.targets ?? {});
  if (given.length === 0)
    return [{ name: defaultTarget, place: { kind: "local" }, pricePerHourUsd: null, threads: null }];
  return given.map(([name, target]) => {
    const runsOn = target["runs-on"];
    if ((target.local === true) === (runsOn !== undefined)) {
      fail(
        ["targets", name],
        runsOn === undefined
          ? "The target says neither `local` nor `runs-on`."
          : "The target says both `local` and `runs-on`.",
        "Give one: `local: true` for the machine that runs Pacegate, or the labels of a runner.",
      );
    }
    return {
      name,
      place: runsOn === undefined ? localPlace(name, target, fail) : runnerPlace(runsOn, target),
      pricePerHourUsd: target["price-per-hour"] ?? null,
      threads: target.threads ?? null,
    };
  });
}

type TargetFile = NonNullable<ConfigFile["targets"]>[string];

/** This machine is always there, and alone. */
function localPlace(name: string, target: TargetFile, fail: Fail): Place {
  for (const key of ["optional", "runners"] as const) {
    if (target[key] === undefined) continue;
    fail(
      ["targets", name, key],
      `\`${key}\` needs \`runs-on\`: the target is the machine that runs Pacegate.`,
      "Remove the key, or give the labels of a runner instead of `local`.",
    );
  }
  return { kind: "local" };
}

function runnerPlace(runsOn: string | readonly string[], { optional, runners }: TargetFile): Place {
  return {
    kind: "runner",
    runsOn: typeof runsOn === "string" ? [runsOn] : runsOn,
    optional: optional ?? false,
    runners: runners ?? 1,
  };
}

/**
 * Patterns are expanded and doubles dropped: `here/onnxrt-cpu` beside `here/onnxrt-*` is one backend.
 * What a backend names is there: `unknownBackends` has looked.
 */
export function resolveBackends(file: ConfigFile, fail: Fail): readonly Backend[] {
  const found = new Map<string, Backend>();
  for (const [index, text] of file.backends.entries()) {
    const path = ["backends", index];
    const parts = splitBackend(text) ?? fail(path, `"${text}" is no backend.`, "Write it like here/onnxrt-cpu.");
    for (const engine of expandEngine(parts.engine)) {
      const backend = { target: parts.target, engine, options: parts.options };
      found.set(formatBackend(backend), backend);
    }
  }
  return [...found.values()];
}

/** A budget that no cell can ever meet would be a silent pass, so each must name what exists. */
export function resolveBudgets(
  file: ConfigFile,
  models: readonly Model[],
  backends: readonly string[],
  fail: Fail,
): readonly Budget[] {
  return (file.gate?.budgets ?? []).map((budget, index) => {
    const path = ["gate", "budgets", index];
    const modelNames = models.map((model) => model.name);
    const model =
      models.find((candidate) => candidate.name === budget.model) ??
      fail([...path, "model"], `Unknown model ${JSON.stringify(budget.model)}.`, suggestion(budget.model, modelNames));
    const batchSize = budget["batch-size"] ?? null;
    if (batchSize !== null && !model.batchSizes?.includes(batchSize)) {
      fail(
        [...path, "batch-size"],
        `The model ${model.name} is not measured at batch size ${batchSize}.`,
        model.batchSizes === null ? "It has no batch-sizes: remove the key." : `It has ${model.batchSizes.join(", ")}.`,
      );
    }
    if (!backends.some((backend) => matchesPattern(budget.backend, backend))) {
      fail(
        [...path, "backend"],
        `No backend matches ${JSON.stringify(budget.backend)}.`,
        suggestion(budget.backend, backends),
      );
    }
    const p95Ms = budget["p95-ms"] ?? null;
    const costPerMillionUsd = budget["cost-per-million-usd"] ?? null;
    if (p95Ms === null && costPerMillionUsd === null) {
      fail(path, "The budget sets no limit.", "Add `p95-ms` or `cost-per-million-usd`.");
    }
    return { model: model.name, batchSize, backend: budget.backend, p95Ms, costPerMillionUsd };
  });
}
