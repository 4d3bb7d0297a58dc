// The format of an acceptance: somebody with write access let named cells through, with a reason, for a while.
import { z } from "zod";
import { sha256Schema } from "../bundle/manifest.ts";
import { budgetMetricSchema } from "../plan/bench-plan.ts";

/** The label by which someone with write access accepts what failed. */
export const acceptanceLabel = "pacegate-accepted";

/** Of its JSON, in bytes of UTF-8: it is kept in every record and comment, and shown in every report. */
export const longestReason = 1_000;

/** Why a cell failed when it was accepted: an acceptance of one reason covers no other. */
export const acceptedReasonSchema = z.enum(["regression", "over-budget", "removed", "incomparable"]);

export const acceptedCellSchema = z.strictObject({
  cell: z.string().min(1),
  what: acceptedReasonSchema,
  /** Effect when it was accepted (head/base - 1); null where nothing was measured. */
  ratio: z.number().nullable(),
  /** Of the 95th percentile, in the same way; absent where the tail was not judged, or is no matter. */
  tailRatio: z.number().exactOptional(),
  /** The budgets that were missed and what was held against them, where that is what was accepted. */
  missed: z.array(z.strictObject({ metric: budgetMetricSchema, actual: z.number().nullable() })).exactOptional(),
  /** What was measured then, as the cell's verdict has it; null where that is not known. */
  work: sha256Schema.nullable(),
});

export const acceptanceSchema = z.strictObject({
  /** Login of who set the label. */
  by: z.string().min(1),
  reason: z.string().min(1),
  acceptedAt: z.iso.datetime(),
  /** Head commit whose result was accepted. */
  commit: z.string().nullable(),
  /** First day on which it no longer holds, as YYYY-MM-DD in UTC; null: it holds until the merge. */
  until: z.iso.date().nullable(),
  /** What had failed then, one entry a cell and reason: nothing else is ever covered. */
  cells: z.array(acceptedCellSchema),
});

export type Acceptance = z.infer<typeof acceptanceSchema>;
export type AcceptedCell = z.infer<typeof acceptedCellSchema>;
export type AcceptedReason = z.infer<typeof acceptedReasonSchema>;
