// The typed configuration as JSON, for the way from the job that plans to the job that judges.
import { z } from "zod";
import { type Config, engineNames } from "./config.ts";

const text = z.string().min(1);
const count = z.int().positive();
const share = z.number().positive().lt(1);
/** As a name in `pacegate.yml`: safe in a file's name. */
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);

const modelSchema = z.strictObject({
  name,
  source: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("python"), entry: text, inputs: text }),
    z.strictObject({ kind: z.literal("onnx"), path: text }),
  ]),
  batchSizes: z.array(count).nullable(),
  parityTolerance: z.strictObject({
    absolute: z.number().nonnegative(),
    relative: z.number().nonnegative(),
    relativeL2: z.number().nonnegative(),
  }),
});

const targetSchema = z.strictObject({
  name,
  place: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("local") }),
    z.strictObject({
      kind: z.literal("runner"),
      runsOn: z.array(text).min(1),
      optional: z.boolean(),
      runners: count.max(256),
    }),
  ]),
  pricePerHourUsd: z.number().positive().nullable(),
  threads: count.nullable(),
});

const gateSchema = z.strictObject({
  tolerance: share,
  resolution: share,
  p95: z.strictObject({ tolerance: share, resolution: share }).nullable(),
  budgets: z.array(
    z.strictObject({
      model: name,
      batchSize: count.nullable(),
      backend: text,
      p95Ms: z.number().positive().nullable(),
      costPerMillionUsd: z.number().positive().nullable(),
    }),
  ),
  failOn: z.enum(["regression", "inconclusive", "never"]),
  secondsPerCell: z.number().positive(),
});

const schema = z.strictObject({
  path: z.string(),
  setup: z.string().nullable(),
  python: z.string().nullable(),
  models: z.array(modelSchema),
  targets: z.array(targetSchema),
  backends: z.array(z.strictObject({ target: name, engine: z.enum(engineNames), options: z.array(text) })),
  gate: gateSchema,
  weights: z.enum(["real", "synthetic"]),
  baselineBranch: z.string().exactOptional(),
});

type Writable<T> = T extends readonly (infer Item)[]
  ? Writable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Writable<T[Key]> }
    : T;

/** Optional keys count: to an assignment alone, a key that only one side may have is no difference. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `never`, to which nothing can be assigned, as soon as the schema and Config differ in anything. */
type ConfigSchema = Same<Writable<z.infer<typeof schema>>, Writable<Config>> extends true ? z.ZodType<Config> : never;

/** Reads back exactly what `JSON.stringify` writes of a Config. */
export const configSchema: ConfigSchema = schema;
