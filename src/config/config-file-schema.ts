// The shape of `pacegate.yml` as people write it: kebab-case keys, no transformation, so that a JSON Schema follows.
import { z } from "zod";
import { backendPattern } from "./backend.ts";
import { complain, complainOfEach } from "./complaint.ts";
import { durationPattern } from "./duration.ts";
import { suggestion } from "./nearest.ts";
import { percentPattern } from "./percent.ts";

type Explain = (issue: z.core.$ZodRawIssue) => string | undefined;

/** Says what was expected and what was found, or that the key is missing. */
function expecting(expected: string, remedy: string): Explain {
  return (issue) => {
    if (issue.input === undefined) return complain(`This key is missing; it takes ${expected}.`, remedy);
    return complain(`Expected ${expected}, found ${show(issue.input)}.`, remedy);
  };
}

function show(value: unknown): string {
  if (value === null || value === "") return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a mapping";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** A mapping with these keys and no others; an unknown key is answered with the nearest known one. */
function mapping<Shape extends z.ZodRawShape>(shape: Shape, known: readonly string[] = Object.keys(shape)) {
  const wrongType = expecting("a mapping", `Known keys: ${known.join(", ")}.`);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return wrongType(issue);
      return complainOfEach(
        issue.keys.map((key) => ({ what: `Unknown key ${show(key)}.`, remedy: suggestion(key, known) })),
      );
    },
  });
}

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
  error: (issue) =>
    complain(
      `${show(issue.input)} cannot be a name.`,
      "Use letters, digits, dots, underscores and hyphens, such as `search`.",
    ),
});

function named<Value extends z.ZodType>(value: Value, what: string) {
  return z.record(name, value, {
    error: (issue) => {
      // zod reports a bad key as an issue of the record, with the key's own issues inside.
      const [inner] = issue.code === "invalid_key" ? issue.issues : [];
      return inner?.message ?? expecting(`a mapping of ${what}`, "See the example in the README.")(issue);
    },
  });
}

const text = (what: string, remedy: string) => {
  const error = expecting(what, remedy);
  return z.string({ error }).regex(/\S/, { error });
};

const pythonName = "[\\p{L}_][\\p{L}\\p{N}_]*";
const pythonReference = new RegExp(`^[^:\\\\\\p{Cc}]+\\.py:${pythonName}(?:\\.${pythonName})*$`, "u");

function reference(what: string, example: string) {
  const error = expecting(`${what} as file.py:name`, `Write it like ${example}, the file relative to the repository.`);
  return z
    .string({ error })
    .regex(pythonReference, { error })
    .refine((value) => !value.startsWith("/") && !value.slice(0, value.lastIndexOf(":")).split("/").includes(".."), {
      error: (issue) =>
        complain(`${show(issue.input)} leaves the repository.`, `Name a file inside it, like ${example}.`),
    });
}

const positiveInteger = (what: string, most: number) => {
  const error = expecting(`${what}, a whole number from 1 to ${most}`, "Correct the number.");
  return z.int({ error }).min(1, { error }).max(most, { error });
};

const positiveNumber = (what: string, remedy: string) => {
  const error = expecting(`${what}, a number above 0`, remedy);
  return z.number({ error }).positive({ error });
};

const nonnegativeNumber = (what: string) => {
  const error = expecting(`${what}, a number from 0`, "Write it like 1e-4.");
  return z.number({ error }).nonnegative({ error });
};

/** Numbers from 1 are refused: `tolerance: 1` meant as 1% would blind the gate. */
function share(what: string) {
  const error = expecting(`${what} above 0% and below 100%`, "Write it like 1% or 0.01.");
  return z
    .union(
      [z.number({ error }).positive({ error }).lt(1, { error }), z.string({ error }).regex(percentPattern, { error })],
      {
        error,
      },
    )
    .refine((value) => typeof value === "number" || (Number.parseFloat(value) > 0 && Number.parseFloat(value) < 100), {
      error,
    });
}

/** One of a few words; a misspelt one is answered with the nearest. */
function choice<const Words extends readonly string[]>(words: Words) {
  const expected = `one of ${words.join(", ")}`;
  return z.enum(words, {
    error: (issue) => expecting(expected, suggestion(String(issue.input), words))(issue),
  });
}

function list<Item extends z.ZodType>(item: Item, what: string) {
  const error = expecting(`a list of ${what} with at least one entry`, "Write it like [one, another].");
  return z.array(item, { error }).min(1, { error });
}

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

const budgetSchema = mapping({
  model: text("a model's name", "Name one of the models above."),
  "batch-size": positiveInteger("a batch size", 1_000_000).optional(),
  backend: text("a backend or a pattern", "Write it like g4dn.xlarge/*."),
  "p95-ms": positiveNumber("milliseconds", "Write it like 10.").optional(),
  "cost-per-million-usd": positiveNumber("dollars", "Write it like 1.20.").optional(),
});

const secondsError = expecting("a duration above 0", "Write it in seconds like 120, or like 90s, 2m, 1h.");

const gateSchema = mapping({
  tolerance: share("a tolerance").optional(),
  resolution: share("a resolution").optional(),
  metrics: mapping(
    {
      latency: judged("latency"),
      cost: judged("cost"),
      p95: notYetJudged("p95"),
      "peak-memory": notYetJudged("peak-memory"),
    },
    ["latency", "cost"],
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
