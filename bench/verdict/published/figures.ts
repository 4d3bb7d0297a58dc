// The format of the published figures: everything that the tables of docs/measurement.md show, to the last digit.
import { z } from "zod";
import { defineDocument } from "../../../src/document/index.ts";
import { estimateSchema, graphNames, machineSchema, neighbours, variants } from "../record.ts";

const ends = { lower: z.number(), upper: z.number() };

/** `alone`: resampling saw no scatter, or had but one block: how verdicts depend on each other is not in the bounds. */
const shareBounds = { ...ends, bounds: z.enum(["exact and resampled", "exact alone"]) };

export const shareSchema = z.strictObject({
  hits: z.int().nonnegative(),
  trials: z.int().positive(),
  /** As good as so many trials that have no launch in common. */
  effective: z.number().positive(),
  share: z.number().min(0).max(1),
  ...shareBounds,
});

export const meanSchema = z.strictObject({
  count: z.int().positive(),
  mean: z.number(),
  ...ends,
  bounds: z.enum(["Student and resampled", "Student alone"]),
});

const graph = z.enum(graphNames);
const neighbour = z.enum(neighbours);
const threads = z.int().positive();
const share = shareSchema.nullable();
const medianAndP95 = { median: z.number().nonnegative(), p95: z.number().nonnegative() };

/** Of the verdicts of one rule on slowed heads. An error is a trial, and catches nothing. */
const caughtSchema = z.strictObject({
  graph,
  threads,
  /** Nominal. */
  addedPercent: z.number().positive(),
  /** Of the whole pass as calibrated on the quiet machine; null where the records have none. */
  calibratedPercent: estimateSchema.nullable(),
  share: shareSchema,
});

const conditionSchema = z.strictObject({
  neighbour,
  /** Of pairs that compute the same, errors left out. */
  falseFlags: share,
  caught: z.array(caughtSchema),
  /** Of heads that were slowed by 3% or more, errors left out: neither caught nor left undecided. */
  missed: share,
  /** Errors left out. */
  inconclusive: z.strictObject({ identical: share, slowed: share }),
  errors: z.int().nonnegative(),
  /** On pairs that compute the same, one thread, errors left out. */
  seconds: z.array(z.strictObject({ graph, ...medianAndP95 })),
});

const ruleSchema = z.strictObject({
  key: z.string(),
  name: z.string(),
  /** `live`: the product's own run from beginning to end. `replayed`: the rule, on launches that were recorded. */
  how: z.enum(["live", "replayed"]),
  design: z.enum(["duet", "separate", "consecutive", "interleaved"]),
  source: z.string().nullable(),
  says: z.string(),
  /** From the start of base to that of head; null for duets, and where nothing was replayed. */
  lagSeconds: z.strictObject(medianAndP95).nullable(),
  conditions: z.array(conditionSchema),
});

/** What a decision about a cell takes on average. */
const cellCostSchema = z.strictObject({ launches: z.number(), seconds: z.number() });

const gateSchema = z.strictObject({
  cells: z.int().positive(),
  neighbour,
  /** One-sided error probability of a cell's mean. */
  alpha: z.number().positive(),
  /** Gates that were drawn, and how many of them called any of their identical cells slower or faster. */
  simulated: z.strictObject({ gates: z.int().positive(), flagged: z.int().nonnegative() }),
  /** Bounds are those of a cell, carried over; so is the effective number, which counts cells. */
  falseFlags: z.strictObject({ share: z.number(), effective: z.number().positive(), ...shareBounds }),
  caught: z.array(caughtSchema),
  /** Each pair counts alike. Null without a slowed pair. */
  inconclusive: z.strictObject({ identical: z.number(), slowed: z.number().nullable() }),
  /** Each pair counts alike. */
  identicalCell: cellCostSchema,
  /** Of one that is slowed by 3%; null where no such pair has launches enough. */
  slowedCell: cellCostSchema.nullable(),
});

/** A pair that is in no replay: some stretch needed more launches than were recorded. */
const leftOutSchema = z.strictObject({
  cells: z.int().positive(),
  neighbour,
  graph,
  variant: z.enum(variants),
  addedPercent: z.number().nonnegative(),
  threads,
  /** Recorded. */
  launches: z.int().nonnegative(),
});

const targetSchema = z.strictObject({
  what: z.string(),
  neighbour,
  wanted: z.string(),
  measured: z.string(),
  bounds: z.string(),
  /** Verdicts that it is about and that ended in one. */
  errors: z.int().nonnegative(),
  reached: z.enum(["yes", "yes, apart from errors", "no", "not enough data"]),
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

/** How much work a nominal slowdown is, as long duets on the quiet machine have shown. */
const calibrationSchema = z.strictObject({
  graph,
  /** Of the graph that is slowed, which in the case of eight subgraphs is one of them. */
  nominalPercent: z.number().positive(),
  columns: z.int().nonnegative(),
  launches: z.int().positive(),
  percent: estimateSchema,
  /** Of the whole pass. */
  totalPercent: estimateSchema,
  /** By plain sums of all passes, stalls included. */
  plainTotalPercent: estimateSchema,
  /** Whether it came as near as it should before the launches ran out. */
  reached: z.boolean(),
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
  leftOutOfReplays: z.array(leftOutSchema),
  targets: z.array(targetSchema),
  bias: z.array(biasSchema),
  /** Null where the records came without their calibration. */
  calibration: z.array(calibrationSchema).nullable(),
});

export type Figures = z.infer<typeof figuresFormat.schema>;
export type Share = z.infer<typeof shareSchema>;
export type Mean = z.infer<typeof meanSchema>;
export type RuleFigures = z.infer<typeof ruleSchema>;
export type ConditionFigures = z.infer<typeof conditionSchema>;
export type CaughtFigures = z.infer<typeof caughtSchema>;
export type GateFigures = z.infer<typeof gateSchema>;
export type CellCost = z.infer<typeof cellCostSchema>;
export type LeftOutFigures = z.infer<typeof leftOutSchema>;
export type TargetFigures = z.infer<typeof targetSchema>;
export type BiasFigures = z.infer<typeof biasSchema>;
export type CalibrationFigures = z.infer<typeof calibrationSchema>;
