// The format of the published figures: everything that the tables of docs/measurement.md show, to the last digit.
import { z } from "zod";
import { defineDocument } from "../../../src/document/index.ts";
import { estimateSchema, graphNames, machineSchema, neighbours, variants } from "../record.ts";

const bounds = { lower: z.number(), upper: z.number() };

export const shareSchema = z.strictObject({
  hits: z.int().nonnegative(),
  trials: z.int().positive(),
  share: z.number().min(0).max(1),
  ...bounds,
  bounds: z.enum(["Clopper-Pearson", "block bootstrap"]),
});

export const meanSchema = z.strictObject({
  count: z.int().positive(),
  mean: z.number(),
  ...bounds,
  bounds: z.enum(["Student", "block bootstrap"]),
});

const graph = z.enum(graphNames);
const neighbour = z.enum(neighbours);
const threads = z.int().positive();
const share = shareSchema.nullable();

/** Of the verdicts of one rule on slowed heads. */
const caughtSchema = z.strictObject({
  graph,
  threads,
  addedPercent: z.number().positive(),
  /** As calibrated; null where the records have none. */
  truePercent: estimateSchema.nullable(),
  share: shareSchema,
});

const conditionSchema = z.strictObject({
  neighbour,
  /** Of pairs that compute the same. */
  falseFlags: share,
  caught: z.array(caughtSchema),
  /** Of heads that were slowed by 3% or more: neither caught nor left undecided. */
  missed: share,
  inconclusive: share,
  seconds: z.strictObject({ median: z.number(), p95: z.number() }).nullable(),
});

const ruleSchema = z.strictObject({
  key: z.string(),
  name: z.string(),
  /** `live`: the product's own run from beginning to end. `replayed`: the rule, on launches that were recorded. */
  how: z.enum(["live", "replayed"]),
  design: z.enum(["duet", "separate", "interleaved"]),
  source: z.string().nullable(),
  says: z.string(),
  conditions: z.array(conditionSchema),
});

const gateSchema = z.strictObject({
  cells: z.int().positive(),
  neighbour,
  /** One-sided error probability of a cell's mean. */
  alpha: z.number().positive(),
  /** Gates that were drawn, and how many of them called any of their identical cells slower or faster. */
  simulated: z.strictObject({ gates: z.int().positive(), flagged: z.int().nonnegative() }),
  falseFlags: z.strictObject({ share: z.number(), ...bounds }),
  caught: z.array(caughtSchema),
  inconclusive: z.number(),
  launchesPerCell: z.number(),
  secondsPerCell: z.number(),
});

const targetSchema = z.strictObject({
  what: z.string(),
  neighbour,
  wanted: z.string(),
  measured: z.string(),
  bounds: z.string(),
  reached: z.enum(["yes", "no", "not enough data"]),
});

/** In percent of log(head/base). */
const effectSchema = z.strictObject({ mean: z.number(), error: z.number().nonnegative() });

const biasSchema = z.strictObject({
  graph,
  variant: z.enum(variants),
  neighbour,
  threads,
  verdicts: z.int().positive(),
  launches: z.int().positive(),
  bias: effectSchema,
  /** Side that was created (warmed up) first over the other. */
  createdFirst: effectSchema.nullable(),
  warmedFirst: effectSchema.nullable(),
});

export const figuresFormat = defineDocument("verdict-figures", 1, {
  /** Digest of the rule that decided. */
  rule: z.string(),
  machine: machineSchema,
  records: z.strictObject({
    used: z.int().positive(),
    from: z.string(),
    to: z.string(),
    /** Of another rule or machine: kept, and not mixed in. */
    leftOut: z.int().nonnegative(),
  }),
  thresholds: z.strictObject({ tolerance: z.number(), resolution: z.number(), secondsPerCell: z.number() }),
  rules: z.array(ruleSchema),
  gates: z.array(gateSchema),
  targets: z.array(targetSchema),
  bias: z.array(biasSchema),
});

export type Figures = z.infer<typeof figuresFormat.schema>;
export type Share = z.infer<typeof shareSchema>;
export type Mean = z.infer<typeof meanSchema>;
export type RuleFigures = z.infer<typeof ruleSchema>;
export type ConditionFigures = z.infer<typeof conditionSchema>;
export type CaughtFigures = z.infer<typeof caughtSchema>;
export type GateFigures = z.infer<typeof gateSchema>;
export type TargetFigures = z.infer<typeof targetSchema>;
export type BiasFigures = z.infer<typeof biasSchema>;
