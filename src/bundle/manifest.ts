// The format of a bundle's `manifest.json`: what export hands to every later stage. Data only, no user code.
import { z } from "zod";
import { defineDocument } from "../document/index.ts";

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits (sha256)");
const nanoseconds = z.int().nonnegative();
const count = z.int().positive();

export const dtypeSchema = z.enum([
  "bool",
  "uint8",
  "int8",
  "int16",
  "int32",
  "int64",
  "float16",
  "bfloat16",
  "float32",
  "float64",
]);

/** One tensor's raw little-endian bytes, row-major. */
const tensorSchema = z.strictObject({
  object: sha256Schema,
  dtype: dtypeSchema,
  shape: z.array(z.int().nonnegative()),
});

/** A declared input or output; a string in the shape is a symbolic dimension. */
const portSchema = z.strictObject({
  name: z.string().min(1),
  dtype: dtypeSchema,
  shape: z.array(z.union([z.int().nonnegative(), z.string().min(1)])),
});

const inputPortSchema = portSchema.extend({
  /** What the user's code calls it, such as `batch.input_ids`: for messages alone, since the name says its position. */
  argument: z.string().min(1).nullable(),
});

/** A failed step is data: it costs this form of this subgraph alone. */
const stepErrorSchema = z.strictObject({
  stage: z.enum(["capture", "export", "onnx", "pt2", "golden"]),
  exception: z.string(),
  message: z.string(),
  /** The user's line that the failing operator came from. */
  location: z.strictObject({ file: z.string(), line: z.int().positive() }).nullable(),
});

const locationSchema = z.strictObject({ file: z.string(), line: z.int().positive() });

const onnxFormSchema = z.discriminatedUnion("state", [
  z.strictObject({
    state: z.literal("exported"),
    object: sha256Schema,
    opset: z.int().positive(),
    /** Objects that the ONNX file names as external data; `location` in the file is the object's name. */
    externalData: z.array(sha256Schema),
  }),
  z.strictObject({ state: z.literal("failed"), error: stepErrorSchema }),
]);

const pt2FormSchema = z.discriminatedUnion("state", [
  z.strictObject({
    state: z.literal("exported"),
    object: sha256Schema,
    /** Raw tensors of the parameters that the weightless program takes first, in order. */
    parameters: z.array(z.strictObject({ name: z.string(), tensor: tensorSchema })),
  }),
  z.strictObject({ state: z.literal("failed"), error: stepErrorSchema }),
  /** An ONNX file in the repo has no PyTorch program. */
  z.strictObject({ state: z.literal("absent") }),
]);

const sampleSchema = z.strictObject({
  /** Unique within the subgraph: `s0`, `s1`, … */
  id: z.string().min(1),
  inputs: z.array(tensorSchema),
  /** PyTorch's outputs for these inputs; null where they cannot be had (random operators). */
  golden: z.array(tensorSchema).nullable(),
});

export const subgraphSchema = z.strictObject({
  /** Unique in the bundle, derived from fingerprint and weights hash. */
  id: z.string().min(1),
  /** Hash of what is computed, blind to names, paths and lines. */
  fingerprint: sha256Schema,
  weightsHash: sha256Schema.nullable(),
  /** Ordinal in order of first use, from 1: `Graph #1` in reports. */
  ordinal: count,
  /** Nearest common `nn.Module` path of its operators, such as `encoder.layer`. */
  modulePath: z.string().nullable(),
  source: locationSchema.nullable(),
  operatorCount: z.int().nonnegative(),
  inputs: z.array(inputPortSchema),
  outputs: z.array(portSchema),
  onnx: onnxFormSchema,
  pt2: pt2FormSchema,
  samples: z.array(sampleSchema).min(1),
  /** JSON object: ONNX node name -> module path. */
  nodeModules: sha256Schema.nullable(),
  /** Why the graph ended where it did; null for the end of the function. */
  graphBreak: z.strictObject({ reason: z.string(), location: locationSchema.nullable() }).nullable(),
  /** Why its outputs cannot be checked (random operators), or null. */
  unverifiable: z.string().nullable(),
});

const segmentSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("local-python"), samplesNs: z.array(nanoseconds) }),
  z.strictObject({ kind: z.literal("subgraph"), subgraph: z.string(), sample: z.string() }),
]);

/** Runs of the function with the same sequence of subgraphs. */
const profileSchema = z.strictObject({
  /** Such as `predict[1/2]`. */
  name: z.string(),
  runs: count,
  segments: z.array(segmentSchema),
});

export const caseSchema = z.strictObject({
  /** `model` or `model@batch-size`, unique in the bundle: `search@16`. */
  id: z.string().min(1),
  model: z.string().min(1),
  batchSize: count.nullable(),
  /** `search.py:predict`, or the ONNX file's path. */
  entry: z.string(),
  /** Runs of the function that the inputs make; divides pass sums into ms a run. */
  runs: count,
  /** Runs discarded because compilation happened in them. */
  discardedRuns: z.int().nonnegative(),
  /** Distinct calls in order of first use, with how often the case makes each over all its runs. */
  calls: z.array(z.strictObject({ subgraph: z.string(), sample: z.string(), count })),
  profiles: z.array(profileSchema),
  /** Null for an ONNX file: there is no Python around it. */
  localPython: z
    .strictObject({
      /** Local python of one timed pass over all runs, summed; one entry a pass. */
      passesNs: z.array(nanoseconds).min(1),
      /** The same passes with the graphs run as well, on the exporting machine: what the Python is a part of. */
      wholePassesNs: z.array(nanoseconds).min(1),
      fingerprint: sha256Schema,
      /** What the fingerprint covers, for people: module files, packages with versions, data files. */
      covers: z.strictObject({
        modules: z.array(z.strictObject({ path: z.string(), digest: sha256Schema })),
        packages: z.array(z.strictObject({ name: z.string(), version: z.string() })),
        files: z.array(z.strictObject({ path: z.string(), digest: sha256Schema })),
      }),
    })
    .nullable(),
  inputsFingerprint: sha256Schema,
});

/** A model that could not be captured at all. */
const modelErrorSchema = z.strictObject({
  model: z.string(),
  batchSize: count.nullable(),
  stage: z.string(),
  exception: z.string(),
  message: z.string(),
  /** The user's traceback, from their first frame. */
  traceback: z.string().nullable(),
  remedy: z.string().nullable(),
});

export const manifestFormat = defineDocument("bundle", 1, {
  /** Commit exported, or null outside git. */
  commit: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .nullable(),
  createdAt: z.iso.datetime(),
  versions: z.strictObject({
    pacegate: z.string(),
    python: z.string(),
    torch: z.string().nullable(),
    onnx: z.string().nullable(),
    onnxscript: z.string().nullable(),
  }),
  /** Base and head must have the same, else they are incomparable. */
  capture: z.strictObject({
    strategy: z.enum(["dynamo", "onnx-file"]),
    dynamic: z.enum(["automatic", "static"]),
    recompileLimit: count,
    opset: z.int().positive(),
    weights: z.enum(["real", "synthetic"]),
    threads: count,
  }),
  /** Digest over the lock and requirements files of the worktree, or null where there are none. */
  lockDigest: sha256Schema.nullable(),
  /** The exporting machine, where local python was timed. */
  machine: z.strictObject({ processor: z.string(), cores: count, memoryBytes: z.int().positive(), system: z.string() }),
  cases: z.array(caseSchema),
  subgraphs: z.array(subgraphSchema),
  /** Models that gave no case; an empty list is the good state. */
  errors: z.array(modelErrorSchema),
});

export type Manifest = z.infer<typeof manifestFormat.schema>;
export type Subgraph = z.infer<typeof subgraphSchema>;
export type Case = z.infer<typeof caseSchema>;
export type Tensor = z.infer<typeof tensorSchema>;
export type Dtype = z.infer<typeof dtypeSchema>;
export type Sample = z.infer<typeof sampleSchema>;
export type ModelError = z.infer<typeof modelErrorSchema>;
