// The messages of the graph worker (docs/protocol.md): what the parent asks and how an answer must look.
import { z } from "zod";
import type { EngineName, ParityTolerance } from "../config/config.ts";
import type { SubgraphFiles } from "./engines/engine.ts";
import type { LaunchSchedule } from "./launch-schedule.ts";
import { failureKindSchema, instanceSchema, paritySchema, type Side, sideSchema, sidesSchema } from "./measurements.ts";
import type { TensorFile } from "./tensor-data.ts";

export const protocolVersion = 1;

/** One distinct call of a pass, with all that checking its outputs needs. */
export interface CallWork {
  /** Index into the side's subgraphs. */
  readonly subgraph: number;
  readonly inputs: readonly TensorFile[];
  /** Null: nothing to check against (random operators). */
  readonly golden: readonly TensorFile[] | null;
}

export interface SideWork {
  /** Digest of the planned pass, which each instance says back of the side that it ran. */
  readonly digest: string;
  readonly subgraphs: readonly SubgraphFiles[];
  readonly calls: readonly CallWork[];
}

/** Parameters by method; the worker trusts its parent, so these are types only. */
export interface WorkerRequests {
  hello: { readonly protocol: number; readonly engine: EngineName };
  prepare: {
    readonly threads: number;
    readonly flags: readonly string[];
    readonly parityTolerance: ParityTolerance;
    /** Null: head is measured alone. */
    readonly base: SideWork | null;
    readonly head: SideWork;
    /** Side that is read, checked and timed first. */
    readonly first: Side;
  };
  launch: LaunchSchedule;
  close: Record<string, never>;
}

/** Answers come from a process that may be broken: each is checked. */
export const helloResult = z.strictObject({
  protocol: z.literal(protocolVersion),
  engine: z.string(),
  runtime: z.string().min(1).max(200),
});

const milliseconds = z.number().nonnegative();
const pilotSchema = z.strictObject({ createMs: milliseconds, passMs: milliseconds });

export const prepareResult = z.strictObject({ base: pilotSchema.nullable(), head: pilotSchema });
export const launchResult = z.strictObject({ instances: z.int().positive() });
export const closeResult = z.strictObject({});

export const parityEvent = paritySchema;
export const instanceEvent = instanceSchema.extend({ sides: sidesSchema });

/** The error of any worker's answer; Python workers add the user's traceback. */
export const workerErrorSchema = z.strictObject({
  kind: failureKindSchema,
  side: sideSchema.nullable().default(null),
  message: z.string(),
  traceback: z.string().nullable().default(null),
});

export type WorkerMethod = keyof WorkerRequests;
export type PrepareParams = WorkerRequests["prepare"];
export type PrepareResult = z.infer<typeof prepareResult>;
export type SidePilot = z.infer<typeof pilotSchema>;
