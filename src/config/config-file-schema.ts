// The shape of `pacegate.yml` as people write it: kebab-case keys, no transformation, so that a JSON Schema follows.
import { z } from "zod";
import { backendPattern } from "./backend.ts";
import { complain } from "./complaint.ts";
import {
  choice,
  expecting,
  list,
  mapping,
  named,
  nonnegativeNumber,
  positiveInteger,
  positiveNumber,
  reference,
  share,
  text,
  toleranceShare,
} from "./config-values.ts";
import { durationPattern } from "./duration.ts";

const parityToleranceSchema = mapping({
  absolute: nonnegativeNumber("a largest absolute difference").optional(),
  relative: nonnegativeNumber("a largest relative difference").optional(),
  "relative-l2": nonnegativeNumber("a largest relative L2 difference").optional(),
});

const modelSchema = mapping({
  entry: reference("a function, bound method or module", "search.py:predict").optional(),
  inputs: reference("a function that yields inputs", "search.py:requests").optional(),
  onnx: text("a path", "Name an ONNX file.").optional(),
  "batch-sizes": list(positiveInteger("a batch size", 1_000_000), "batch sizes").optional(),
  tolerance: parityToleranceSchema.optional(),
});

/** GitHub runs at most 256 jobs of one matrix. */
const maxRunners = 256;

const labelError = expecting("runner labels", "Write them like [self-hosted, linux, x64, t4].");
const label = z.string({ error: labelError }).regex(/\S/, { error: labelError });

const targetSchema = mapping({
  local: z
    .literal(true, { error: expecting("true", "Write `local: true`, or leave it out and give runs-on.") })
    .optional(),
  "runs-on": z
    .union([label, z.array(label, { error: labelError }).min(1, { error: labelError })], { error: labelError })
    .optional(),
  optional: z
    .boolean({
      error: expecting("true or false", "Write `optional: true` where the gate may do without these machines."),
    })
    .optional(),
  runners: positiveInteger("a number of runners", maxRunners).optional(),
  "price-per-hour": positiveNumber(
    "a price in dollars an hour",
    "Leave it out where the price file knows the target's name, or where cost does not matter.",
  ).optional(),
  threads: positiveInteger("a number of threads", 1024).optional(),
});

const judged = (metric: string) =>
  z
    .literal(["on", true], {
      error: expecting("on", `This version always judges ${metric}: write \`on\` or leave the key out.`),
    })
    .optional();

/** Refused by name: a metric that is asked for and not judged would look like a pass. */
const notYetJudged = (metric: string) =>
  z.never({ error: complain(`This version does not judge ${metric}.`, "Remove the key.") }).optional();

const p95Schema = z
  .union(
    [
      z.enum(["on", "off"]),
      z.boolean(),
      mapping({ tolerance: toleranceShare.optional(), resolution: share("a resolution").optional() }),
    ],
    { error: expecting("on, off or thresholds", "Write `p95: off`, or like `p95: {tolerance: 10%}`.") },
  )
  .optional();

const budgetSchema = mapping({
  model: text("a model's name", "Name one of the models above."),
  "batch-size": positiveInteger("a batch size", 1_000_000).optional(),
  backend: text("a backend or a pattern", "Write it like g4dn.xlarge/*."),
  "p95-ms": positiveNumber("milliseconds", "Write it like 10.").optional(),
  "cost-per-million-usd": positiveNumber("dollars", "Write it like 1.20.").optional(),
});

const secondsError = expecting("a duration above 0", "Write it in seconds like 120, or like 90s, 2m, 1h.");

const gateSchema = mapping({
  tolerance: toleranceShare.optional(),
  resolution: share("a resolution").optional(),
  metrics: mapping(
    {
      latency: judged("latency"),
      cost: judged("cost"),
      p95: p95Schema,
      "peak-memory": notYetJudged("peak-memory"),
    },
    ["latency", "cost", "p95"],
  ).optional(),
  budgets: z.array(budgetSchema, { error: expecting("a list of budgets", "Start each with `- `.") }).optional(),
  "fail-on": choice(["regression", "inconclusive", "never"]).optional(),
  limits: mapping({
    "seconds-per-cell": z
      .union(
        [z.number().positive({ error: secondsError }), z.string().regex(durationPattern, { error: secondsError })],
        {
          error: secondsError,
        },
      )
      .refine((value) => typeof value === "number" || Number.parseFloat(value) > 0, { error: secondsError })
      .optional(),
  }).optional(),
});

const branchError = expecting("a branch name", "Write it like pacegate-data.");
const codeBranchError = expecting("a branch that holds no code", "Name one of its own, such as pacegate-data.");

/** `pacegate.yml`, as text parsed by YAML 1.2. */
export const configFileSchema = mapping({
  version: z.literal(1, {
    error: expecting("1", "Write `version: 1`: the format that this version of Pacegate reads."),
  }),
  setup: text("a shell command", "Write it like `pip install -r requirements.txt`.").optional(),
  python: text("a Python interpreter", "Write it like .venv/bin/python.").optional(),
  weights: choice(["real", "synthetic"]).optional(),
  models: named(modelSchema, "models").refine((models) => Object.keys(models).length > 0, {
    error: complain("There are no models.", "Add one with `entry: file.py:name` and `inputs: file.py:name`."),
  }),
  targets: named(targetSchema, "targets").optional(),
  backends: list(
    z.string({ error: expecting("a backend", "Write it like here/onnxrt-cpu.") }).regex(backendPattern, {
      error: expecting("a backend as target/engine[options]", "Write it like here/onnxrt-cpu or g4dn.xlarge/onnxrt-*."),
    }),
    "backends",
  ),
  gate: gateSchema.optional(),
  baseline: mapping({
    branch: z
      .string({ error: branchError })
      .regex(/^(?![-/.])(?!.*(?:\.\.|\/\/|\/\.|@\{))[A-Za-z0-9._/@-]+(?<![/.])$/, { error: branchError })
      .refine((branch) => !/^(?:main|master)$/i.test(branch), { error: codeBranchError })
      .optional(),
  }).optional(),
});

export type ConfigFile = z.infer<typeof configFileSchema>;
export type P95File = NonNullable<NonNullable<ConfigFile["gate"]>["metrics"]>["p95"];
