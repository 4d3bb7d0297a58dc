// The format of one live verdict of the proof: what was compared, what the gate said of it, and what it had measured.
import { z } from "zod";
import { sideSchema } from "../../src/bench/measurements.ts";
import { defineDocument } from "../../src/document/index.ts";

export const graphNames = ["0.1 ms", "1 ms", "10 ms", "eight subgraphs", "search@1"] as const;
/** `slower`: work was added to head; the others compute the same on both sides. */
export const variants = ["identical", "renamed", "re-exported", "reordered", "slower"] as const;
export const neighbours = ["quiet", "busy"] as const;

/** A mean with the standard error of it. */
export const estimateSchema = z.strictObject({ mean: z.number(), error: z.number().nonnegative() });

export const machineSchema = z.strictObject({
  processor: z.string(),
  cores: z.int().positive(),
  memoryBytes: z.int().positive(),
  /** Such as `onnxruntime-node 1.30.0`. */
  runtime: z.string(),
});

/** Of the weighted sums of a side's passes, none left out: the rules of others see what they would see. */
const passesSchema = z.strictObject({
  meanNs: z.number().positive(),
  medianNs: z.number().positive(),
  minNs: z.number().positive(),
  p95Ns: z.number().positive(),
  passes: z.int().positive(),
});

const instanceSchema = z.strictObject({
  createdFirst: sideSchema,
  warmedFirst: sideSchema,
  base: passesSchema,
  head: passesSchema,
  /** Pacegate's estimate of log(head/base). */
  logRatio: z.number(),
});

const launchSchema = z.strictObject({
  startedAt: z.iso.datetime(),
  seconds: z.number().positive(),
  logRatio: z.number(),
  /** Shares of the pairs in which that side stalled. */
  droppedBase: z.number().min(0).max(1),
  droppedHead: z.number().min(0).max(1),
  instances: z.array(instanceSchema).min(1),
});

const effectSchema = z.strictObject({ ratio: z.number(), lower: z.number(), upper: z.number(), level: z.number() });

export const recordFormat = defineDocument("verdict-proof", 1, {
  /** Digest of the rule that decided: records of different rules are never mixed. */
  rule: z.string().regex(/^[0-9a-f]{64}$/),
  machine: machineSchema,
  graph: z.enum(graphNames),
  variant: z.enum(variants),
  /** Of the whole pass, nominal. */
  addedPercent: z.number().nonnegative(),
  /** Of the whole pass, measured by long duets; null for pairs that are not slower. */
  truePercent: estimateSchema.nullable(),
  /** Columns of the added work, as calibrated; null for pairs that are not slower. */
  addedColumns: z.int().nonnegative().nullable(),
  neighbour: z.enum(neighbours),
  threads: z.int().positive(),
  startedAt: z.iso.datetime(),
  /** From opening the bundles to the verdict. */
  seconds: z.number().nonnegative(),
  /** `error`: the gate made no decision, and the reason says why. */
  decision: z.enum(["regression", "improvement", "unchanged", "inconclusive", "error"]),
  reason: z.string().min(1),
  effect: effectSchema.nullable(),
  /** Label of the subgraph that the report's explanation puts first; null where it explains nothing. */
  firstNamed: z.string().nullable(),
  /** Label of the one that was slowed; null where no single one was. */
  slowedSubgraph: z.string().nullable(),
  launches: z.array(launchSchema),
});

export type VerdictRecord = z.infer<typeof recordFormat.schema>;
export type LaunchRecord = VerdictRecord["launches"][number];
export type Machine = z.infer<typeof machineSchema>;
export type Estimate = z.infer<typeof estimateSchema>;
export type GraphName = (typeof graphNames)[number];
export type Variant = (typeof variants)[number];
export type Neighbour = (typeof neighbours)[number];
