// The format of measurements: raw durations with the orders they were taken in, and failures as data.
import { z } from "zod";
import { sha256Schema } from "../bundle/manifest.ts";
import { defineDocument } from "../document/index.ts";

const nanoseconds = z.int().positive();
export const sideSchema = z.enum(["base", "head"]);

/** One pass of each side, run in the stated order; one duration a distinct call, unweighted. */
const pairSchema = z.strictObject({
  first: sideSchema,
  baseNs: z.array(nanoseconds).nullable(),
  headNs: z.array(nanoseconds),
});

/** How a session was warmed up before its first pair. */
const warmUpSchema = z.strictObject({
  /** Passes of each side. */
  passes: z.int().positive(),
  /**
   * Whether the side had stopped getting faster (`steady-state.ts`); null where time ran out before that could be told,
   * and where there is no such side.
   */
  steadyBase: z.boolean().nullable(),
  steadyHead: z.boolean().nullable(),
});

/** Digests of the work that a worker loaded for each side: `sideDigests` makes what the plan expects. */
export const sidesSchema = z.strictObject({ base: sha256Schema.nullable(), head: sha256Schema });

export const instanceSchema = z.strictObject({
  /** Instances 2k and 2k+1 are couple k: opposite creation order, same warm-up order. */
  couple: z.int().nonnegative(),
  createdFirst: sideSchema,
  warmedFirst: sideSchema,
  createNs: z.strictObject({ base: nanoseconds.nullable(), head: nanoseconds }),
  warmup: warmUpSchema,
  pairs: z.array(pairSchema).min(1),
});

/** A fresh worker process. */
const launchSchema = z.strictObject({
  index: z.int().nonnegative(),
  seed: z.int().nonnegative(),
  startedAt: z.iso.datetime(),
  /** By the monotonic clock, from the start of the process to the last answer. */
  seconds: z.number().positive(),
  sides: sidesSchema,
  /** Short digest of what tells this machine from another: launches of two machines are not comparable. */
  machine: z.string().regex(/^[0-9a-f]{16}$/),
  instances: z.array(instanceSchema).min(1),
});

/** Why a cell that was to be measured on a runner never was: said by the dispatcher, never by a runner. */
export const dispatchFailureKinds = [
  /** No runner with the target's labels took the job in time. */
  "no-runner",
  /** A runner took the job and was not done in time. */
  "job-timed-out",
  /** The job ended, or was lost sight of, without a usable measurement of the cell. */
  "job-lost",
] as const;

export const failureKindSchema = z.enum([
  "crashed",
  "timed-out",
  /** The machine was held up so often that the launch tells nothing. */
  "too-noisy",
  /** Its durations or its start contradict the clock. */
  "clock-jumped",
  "out-of-memory",
  "unsupported",
  "wrong-output",
  "protocol",
  "missing-input",
  ...dispatchFailureKinds,
]);

const failureSchema = z.strictObject({
  kind: failureKindSchema,
  /** Null where both or neither side is to blame. */
  side: sideSchema.nullable(),
  launch: z.int().nonnegative().nullable(),
  message: z.string(),
  stderrTail: z.array(z.string()),
});

/** Largest differences from the golden outputs over all calls of one side. */
export const paritySchema = z.strictObject({
  side: sideSchema,
  checkedOutputs: z.int().nonnegative(),
  unverifiableOutputs: z.int().nonnegative(),
  maxAbsolute: z.number().nonnegative(),
  maxRelativeL2: z.number().nonnegative(),
});

export const environmentSchema = z.strictObject({
  processor: z.string(),
  cores: z.int().positive(),
  memoryBytes: z.int().positive(),
  system: z.string(),
  /** Runtime of the engine, such as `onnxruntime-node 1.30.0`. */
  runtime: z.string(),
  threads: z.int().positive(),
  /** One-minute load averages before and after. */
  loadBefore: z.number().nonnegative(),
  loadAfter: z.number().nonnegative(),
});

export const stopReasonSchema = z.enum(["decided", "launch-limit", "time-limit", "enough", "failed", "cancelled"]);

const cellMeasurementSchema = z.strictObject({
  cell: z.string().min(1),
  launches: z.array(launchSchema),
  parity: z.array(paritySchema),
  failures: z.array(failureSchema),
  stop: stopReasonSchema,
  seconds: z.number().nonnegative(),
  environment: environmentSchema.nullable(),
});

export const measurementsFormat = defineDocument("measurements", 1, {
  pacegateVersion: z.string(),
  /** sha256 of the plan's canonical JSON: measurements of another plan are refused. */
  planDigest: sha256Schema,
  target: z.string().min(1),
  cells: z.array(cellMeasurementSchema),
});

/** One file for all targets' measurements. */
export const measurementsFileFormat = defineDocument("measurements-file", 1, {
  measurements: z.array(measurementsFormat.schema),
});

export type Measurements = z.infer<typeof measurementsFormat.schema>;
export type CellMeasurement = z.infer<typeof cellMeasurementSchema>;
export type Launch = z.infer<typeof launchSchema>;
export type Instance = z.infer<typeof instanceSchema>;
export type WarmUp = z.infer<typeof warmUpSchema>;
export type Sides = z.infer<typeof sidesSchema>;
export type Pair = z.infer<typeof pairSchema>;
export type Failure = z.infer<typeof failureSchema>;
export type FailureKind = z.infer<typeof failureKindSchema>;
export type DispatchFailureKind = (typeof dispatchFailureKinds)[number];
export type Parity = z.infer<typeof paritySchema>;
export type Environment = z.infer<typeof environmentSchema>;
export type Side = z.infer<typeof sideSchema>;
export type StopReason = z.infer<typeof stopReasonSchema>;
