// The format of a bench plan: what is measured where, what is not, and why.
import { z } from "zod";
import { sha256Schema } from "../bundle/manifest.ts";
import { engineNames } from "../config/config.ts";
import { defineDocument } from "../document/index.ts";

const count = z.int().positive();
const probabilitySchema = z.number().positive().max(0.5);

export const backendSchema = z.strictObject({
  target: z.string().min(1),
  engine: z.enum(engineNames),
  options: z.array(z.string()),
});

export const parityToleranceSchema = z.strictObject({
  absolute: z.number().nonnegative(),
  relative: z.number().nonnegative(),
  relativeL2: z.number().nonnegative(),
});

/** What one launch does for one side: every distinct call once, weighted by `count`. */
export const passSchema = z.strictObject({
  bundle: sha256Schema,
  /** Divides the weighted sum of the calls into time a run. */
  runs: count,
  calls: z.array(z.strictObject({ subgraph: z.string(), sample: z.string(), count })).min(1),
});

/** One row of the explanation: the same piece of work on both sides, as indexes into the passes' calls. */
export const contributionSchema = z.strictObject({
  /** Such as `Graph #1 (encoder.layer, search.py:31)`. */
  label: z.string(),
  baseCalls: z.array(z.int().nonnegative()),
  headCalls: z.array(z.int().nonnegative()),
  /** Same fingerprint on both sides: the noise control of the cell. */
  unchanged: z.boolean(),
});

const graphWorkSchema = z.strictObject({
  kind: z.literal("graph"),
  base: passSchema.nullable(),
  head: passSchema,
  contributions: z.array(contributionSchema),
  parityTolerance: parityToleranceSchema,
});

/** Local python is timed by running the function itself, from the worktrees, on the exporting machine. */
const localPythonWorkSchema = z.strictObject({ kind: z.literal("local-python"), hasBase: z.boolean(), runs: count });

export const budgetMetricSchema = z.enum(["p95-ms", "cost-per-million-usd"]);

const budgetLimitSchema = z.strictObject({
  metric: budgetMetricSchema,
  /** In the metric's own unit. */
  limit: z.number().nonnegative(),
  /** The same as milliseconds a run; null where a cost's price is not known. */
  limitMsPerRun: z.number().nonnegative().nullable(),
});

/** Absent where the cell has none. */
const budgetsSchema = z
  .array(budgetLimitSchema.extend({ alpha: probabilitySchema }))
  .min(1)
  .exactOptional();

const cellIdentity = {
  /** `search@16 here/onnxrt-cpu`, `search@16 local-python`; unique in the plan. */
  id: z.string().min(1),
  case: z.string().min(1),
  model: z.string().min(1),
  batchSize: count.nullable(),
  /** Null for local python. */
  backend: backendSchema.nullable(),
  /** One sentence: why it is measured or skipped. */
  reason: z.string().min(1),
};

export const plannedCellSchema = z.discriminatedUnion("action", [
  /** Base and head in turn. */
  z.strictObject({
    action: z.literal("measure"),
    ...cellIdentity,
    work: z.discriminatedUnion("kind", [graphWorkSchema, localPythonWorkSchema]),
    /** Threads of the runtime; null: all cores of the machine that serves. */
    threads: count.nullable(),
    /** One-sided error probability spent on the mean latency of this cell. */
    alpha: probabilitySchema,
    /**
     * Its own thresholds in place of the plan's: those of the whole run, on the part of the run that this cell is.
     * Absent for graphs, and where the part that it will have where it serves is not known.
     */
    ofWholeRun: z
      .strictObject({
        part: z.number().positive().max(1),
        tolerance: z.number().positive(),
        resolution: z.number().positive(),
      })
      .exactOptional(),
    /** The test of its 95th percentile; absent where that is not judged. */
    tail: z
      .strictObject({ alpha: probabilitySchema, tolerance: z.number().positive(), resolution: z.number().positive() })
      .exactOptional(),
    budgets: budgetsSchema,
    limits: z.strictObject({ seconds: z.number().positive(), launches: count }),
  }),
  /** The case is new on head: head alone is measured and held against its budgets, nothing is compared. */
  z.strictObject({
    action: z.literal("measure-new"),
    ...cellIdentity,
    work: z.discriminatedUnion("kind", [graphWorkSchema, localPythonWorkSchema]),
    threads: count.nullable(),
    budgets: budgetsSchema,
    limits: z.strictObject({ seconds: z.number().positive(), launches: count }),
  }),
  z.strictObject({ action: z.literal("skip-unchanged"), ...cellIdentity }),
  z.strictObject({ action: z.literal("removed"), ...cellIdentity }),
  z.strictObject({ action: z.literal("incomparable"), ...cellIdentity, remedy: z.string() }),
  z.strictObject({
    action: z.literal("error"),
    ...cellIdentity,
    remedy: z.string(),
    /** It was exported, and nothing here can measure it: an engine or a machine is missing. */
    unmeasurable: z.literal(true).exactOptional(),
    /** The last lines of the user's traceback, where the model raised. */
    traceback: z.array(z.string()).exactOptional(),
  }),
]);

export const benchPlanFormat = defineDocument("bench-plan", 1, {
  pacegateVersion: z.string(),
  base: z.strictObject({ commit: z.string().nullable(), bundle: sha256Schema }).nullable(),
  /** The base's commit where it does not use Pacegate, so that there is no bundle of it. */
  baseWithoutPacegate: z.string().exactOptional(),
  head: z.strictObject({ commit: z.string().nullable(), bundle: sha256Schema }),
  tolerance: z.number().positive(),
  resolution: z.number().positive(),
  cells: z.array(plannedCellSchema),
});

export type BenchPlan = z.infer<typeof benchPlanFormat.schema>;
export type PlannedCell = z.infer<typeof plannedCellSchema>;
export type MeasuredCellPlan = Extract<PlannedCell, { action: "measure" | "measure-new" }>;
export type Pass = z.infer<typeof passSchema>;
export type GraphWork = z.infer<typeof graphWorkSchema>;
export type Contribution = z.infer<typeof contributionSchema>;
export type BudgetLimit = z.infer<typeof budgetLimitSchema>;
export type PlannedBackend = z.infer<typeof backendSchema>;
