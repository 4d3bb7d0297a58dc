// The format of a baseline record: what one gate on the default branch, one night or one release found.
import { z } from "zod";
import { sha256Schema } from "../bundle/manifest.ts";
import { acceptanceSchema } from "../compare/acceptance.ts";
import { decisionNames } from "../compare/verdict.ts";
import { defineDocument } from "../document/index.ts";
import { backendSchema } from "../plan/bench-plan.ts";

export const commitSchema = z.string().regex(/^[0-9a-f]{40,64}$/, "expected a full commit hash");

/** Ratios are head/base - 1; the interval is the sequential rule's. */
const effectSchema = z.strictObject({ ratio: z.number(), lower: z.number(), upper: z.number(), level: z.number() });

const recordedCellSchema = z.strictObject({
  /** The plan's id: `search@16 g4dn.xlarge/onnxrt-cuda`. */
  cell: z.string().min(1),
  case: z.string().min(1),
  /** Null for local python. */
  backend: backendSchema.nullable(),
  state: z.enum(["measured", "unchanged-skipped", "new", "removed", "incomparable", "failed"]),
  /** Null unless measured. */
  decision: z.enum(decisionNames).nullable(),
  /** Against the record's `base`; null unless measured. */
  effect: effectSchema.nullable(),
  /** Head's; informs, never decides. Null where head was not measured. */
  headMsPerRun: z.number().positive().nullable(),
  headUsdPerMillionItems: z.number().nonnegative().nullable(),
  /** Processor that it was measured on. */
  processor: z.string().nullable(),
});

export const baselineRecordFormat = defineDocument("baseline-record", 1, {
  /** `merge`: a push to the default branch; `night`: today against the anchor; `release`: against the last release. */
  kind: z.enum(["merge", "night", "release"]),
  recordedAt: z.iso.datetime(),
  pacegateVersion: z.string(),
  commit: commitSchema,
  /** What it was measured against: the commit before, or the anchor. Null: there was nothing before it. */
  base: commitSchema.nullable(),
  /** Tag: of the release itself, or of a night's anchor. */
  tag: z.string().nullable(),
  /** The workflow run; null from a laptop. */
  run: z.strictObject({ id: z.int().positive(), attempt: z.int().positive(), url: z.string() }).nullable(),
  conclusion: z.enum(["pass", "regression", "error"]),
  /** The commit's own bundle: its digest, and the key under which the cache or the release holds it. */
  bundle: z
    .strictObject({ digest: sha256Schema, place: z.enum(["cache", "release-asset", "folder"]), key: z.string() })
    .nullable(),
  cells: z.array(recordedCellSchema),
  acceptances: z.array(acceptanceSchema),
});

export type BaselineRecord = z.infer<typeof baselineRecordFormat.schema>;
export type RecordedCell = z.infer<typeof recordedCellSchema>;
