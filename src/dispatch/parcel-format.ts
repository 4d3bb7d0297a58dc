// The formats of what travels to a bench job and to the judging job: the parcel's own file, and the request to open one.
import { z } from "zod";
import { sha256Schema } from "../bundle/manifest.ts";
import { configSchema } from "../config/index.ts";
import { defineDocument } from "../document/index.ts";
import { jobIdPattern } from "./check-jobs.ts";

/**
 * The only names in a parcel. Everything else in a folder or an archive that says it is one is refused, so that none
 * of it can lead elsewhere.
 */
export const parcelEntryPattern =
  /^(?:parcel\.json|plan\.json|measurements\.json|bundles\/(?:base|head)\/manifest\.json|objects\/[0-9a-f]{64})$/;

const jobSchema = z.strictObject({
  id: z.string().regex(jobIdPattern),
  target: z.string().min(1),
  runsOn: z.array(z.string().min(1)).min(1),
  cells: z.array(z.string().min(1)).min(1),
  optional: z.boolean(),
});

export const parcelFormat = defineDocument("parcel", 1, {
  pacegateVersion: z.string(),
  /** Of `plan.json` beside it, which names the bundles by digest. */
  planDigest: sha256Schema,
  jobs: z.array(jobSchema),
  event: z.enum(["pull-request", "merge", "night", "release"]),
  /** The one that judges. */
  config: configSchema,
  settingChanges: z.array(z.string()),
  /** Name of head's folder among the exporting machine's bundles: commit and what else it depends on. */
  headFolder: z
    .string()
    .regex(/^[0-9a-f]{40,64}-[0-9a-f]{1,64}$/)
    .exactOptional(),
  /** Tag of the release that a night is compared with. */
  anchor: z.string().min(1).exactOptional(),
  /** Of the exporting side, for the report. */
  versions: z.record(z.string(), z.string()),
});

export const benchRequestFormat = defineDocument("bench-request", 1, {
  /** Id of the workflow run that uploaded the parcel. */
  run: z.int().positive(),
  /** Name of the artifact that is the parcel. */
  artifact: z.string().regex(/^pacegate-parcel-[1-9][0-9]*-[1-9][0-9]*$/),
  planDigest: sha256Schema,
  pacegateVersion: z.string(),
  /**
   * Jobs that are to measure fewer cells than the parcel says, by id, as positions in the job's cells: what an
   * earlier run left unmeasured. Positions, since an input of a workflow holds 65,535 characters.
   */
  only: z.record(z.string().regex(jobIdPattern), z.array(z.int().nonnegative()).min(1)).exactOptional(),
});

export type ParcelFile = z.infer<typeof parcelFormat.schema>;
export type BenchRequest = z.infer<typeof benchRequestFormat.schema>;
