// The format of a verdict: for every cell a state and a decision with its reason, for the whole a conclusion.
import { z } from "zod";
import { environmentSchema, failureKindSchema } from "../bench/measurements.ts";
import { sha256Schema } from "../bundle/manifest.ts";
import { defineDocument } from "../document/index.ts";
import { backendSchema, budgetMetricSchema } from "../plan/bench-plan.ts";
import { acceptanceSchema } from "./acceptance.ts";
import { gateEvents } from "./gate-event.ts";

export { type GateEvent, gateEvents } from "./gate-event.ts";

const count = z.int().positive();

/** head/base - 1, as a ratio with its two-sided confidence interval at the level spent by the sequential rule. */
const effectSchema = z.strictObject({ ratio: z.number(), lower: z.number(), upper: z.number(), level: z.number() });

/** Figures of one side: median over launches of time a run. Costs are null where no price is known. */
const sideFiguresSchema = z.strictObject({
  msPerRun: z.number().positive(),
  usdPerMillionCalls: z.number().nonnegative().nullable(),
  usdPerMillionItems: z.number().nonnegative().nullable(),
});

const contributionSchema = z.strictObject({
  label: z.string(),
  baseMs: z.number().nullable(),
  headMs: z.number().nullable(),
  /** Adds up with the cell's remainder to head - base. */
  deltaMs: z.number(),
  unchanged: z.boolean(),
  /** Probability of a change as large as this one if there were none; null where only one side has the part. */
  probability: z.number().min(0).max(1).nullable(),
  /** Kept by the false-discovery control over all parts of the gate: it did get slower, or faster. */
  found: z.boolean(),
});

/** What was spent and what was thrown away, so that a reader can judge the measurement. */
const effortSchema = z.strictObject({
  launches: count,
  seconds: z.number().nonnegative(),
  pairs: count,
  droppedShareBase: z.number().min(0).max(1),
  droppedShareHead: z.number().min(0).max(1),
  /** Sessions of both sides made anew, each time with a warm-up. */
  instances: count,
  /** Of these, those in which a side was still getting faster at the end of its warm-up. */
  neverSteadyBase: z.int().nonnegative(),
  neverSteadyHead: z.int().nonnegative(),
  /** And those in which time ran out before that could be told: passes took long. */
  steadinessUnknownBase: z.int().nonnegative(),
  steadinessUnknownHead: z.int().nonnegative(),
});

export const decisionNames = ["regression", "improvement", "unchanged", "inconclusive"] as const;

/** The 95th percentile of all passes, stalls included; it can fail a cell, and never saves one. */
const tailSchema = z.strictObject({
  decision: z.enum(decisionNames),
  effect: effectSchema,
  tolerance: z.number().positive(),
  baseMs: z.number().positive(),
  headMs: z.number().positive(),
});

/**
 * The subgraphs that did not change, measured beside those that did: `absent` where there are none or nothing else,
 * `calm` where they did not move, `moved` where they did.
 */
const noiseControlSchema = z.discriminatedUnion("state", [
  z.strictObject({ state: z.literal("absent") }),
  z.strictObject({ state: z.literal("calm") }),
  /** `holds`: the decision is the same after their movement is taken off. */
  z.strictObject({ state: z.literal("moved"), effect: effectSchema, holds: z.boolean() }),
]);

const duetEvidence = {
  effect: effectSchema,
  /** The smallest slowdown, head/base - 1, that these launches would have called a regression. */
  smallestVisible: z.number().positive(),
  noiseControl: noiseControlSchema,
  base: sideFiguresSchema,
  head: sideFiguresSchema,
  contributions: z.array(contributionSchema),
  remainderMs: z.number(),
  /** Absent where it is not judged. */
  tail: tailSchema.exactOptional(),
  /** Present where the mean by itself would not have failed the cell. */
  failedBy: z.literal("tail").exactOptional(),
  effort: effortSchema,
  environment: environmentSchema.nullable(),
};

export const outcomeSchema = z.discriminatedUnion("state", [
  z.strictObject({ state: z.literal("unchanged-skipped") }),
  /** Head alone was measured. */
  z.strictObject({
    state: z.literal("new"),
    head: sideFiguresSchema,
    effort: effortSchema,
    environment: environmentSchema.nullable(),
  }),
  z.strictObject({ state: z.literal("removed") }),
  z.strictObject({ state: z.literal("measured"), decision: z.enum(decisionNames), ...duetEvidence }),
  z.strictObject({ state: z.literal("incomparable"), remedy: z.string() }),
  z.strictObject({
    state: z.literal("failed"),
    failure: z.union([
      failureKindSchema,
      z.enum([
        "not-exported",
        "not-measurable",
        "not-measured",
        "invalid-measurement",
        "budget-undecided",
        "missing-target",
      ]),
    ]),
    remedy: z.string(),
    stderrTail: z.array(z.string()),
  }),
]);

const budgetSchema = z.strictObject({
  metric: budgetMetricSchema,
  limit: z.number(),
  /** `undecided`: the interval holds the limit; or there is none, and the cell fails. */
  decision: z.enum(["met", "missed", "undecided"]),
  /** Of head: the geometric mean of its launches, in the metric's unit. Null where a cost's price is not known. */
  actual: z.number().nullable(),
  /** Two-sided, at the level spent by the rule; null where the figure or enough launches for it are missing. */
  interval: z.strictObject({ lower: z.number(), upper: z.number(), level: z.number() }).nullable(),
});

const cellVerdictSchema = z.strictObject({
  id: z.string().min(1),
  case: z.string(),
  model: z.string(),
  batchSize: count.nullable(),
  /** Null for local python. */
  backend: backendSchema.nullable(),
  /** Digest of what both sides run: the same work gives the same one. Null where it is not known. */
  work: sha256Schema.nullable().default(null),
  /** One sentence. */
  reason: z.string().min(1),
  outcome: outcomeSchema,
  budgets: z.array(budgetSchema),
  /** What this cell means for the whole, after the table of conclusions. */
  effectOnGate: z.enum(["pass", "accepted", "does-not-block", "fail-regression", "fail-error"]),
  /** Who let it through and why; null unless `effectOnGate` is `accepted`. */
  acceptance: acceptanceSchema.pick({ by: true, reason: true, until: true }).nullable().default(null),
});

const priceSchema = z.strictObject({
  target: z.string(),
  pricePerHourUsd: z.number().nonnegative(),
  source: z.string(),
  date: z.string(),
});

export const verdictFormat = defineDocument("verdict", 1, {
  pacegateVersion: z.string(),
  /** `merge`: a push to the default branch, which is recorded. */
  event: z.enum(gateEvents),
  base: z.strictObject({ commit: z.string().nullable() }).nullable(),
  /** The base's commit where it does not use Pacegate; `base` is then null. */
  baseWithoutPacegate: z.string().exactOptional(),
  head: z.strictObject({ commit: z.string().nullable() }),
  /** `pass`: exit 0; `regression`: exit 1; `error`: exit 2. */
  conclusion: z.enum(["pass", "regression", "error"]),
  /** One sentence, the first line of every report. */
  headline: z.string().min(1),
  tolerance: z.number(),
  resolution: z.number(),
  cells: z.array(cellVerdictSchema),
  prices: z.array(priceSchema),
  /** Changes to thresholds, prices or inputs in this change: shown first, applied after the merge. */
  settingChanges: z.array(z.string()),
  versions: z.record(z.string(), z.string()),
});

export type Verdict = z.infer<typeof verdictFormat.schema>;
export type CellVerdict = z.infer<typeof cellVerdictSchema>;
export type Outcome = z.infer<typeof outcomeSchema>;
export type Effect = z.infer<typeof effectSchema>;
export type SideFigures = z.infer<typeof sideFiguresSchema>;
export type ContributionFigures = z.infer<typeof contributionSchema>;
export type NoiseControl = z.infer<typeof noiseControlSchema>;
export type Tail = z.infer<typeof tailSchema>;
export type Effort = z.infer<typeof effortSchema>;
export type Decision = (typeof decisionNames)[number];
