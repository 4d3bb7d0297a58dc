// What a bench job is asked: which parcel to open, and which of its jobs to run.
import { DocumentError, readDocument } from "../document/index.ts";
import { DispatchError } from "./dispatch-error.ts";
import type { BenchJob } from "./fleet.ts";
import type { Parcel } from "./open-parcel.ts";
import { type BenchRequest, benchRequestFormat } from "./parcel-format.ts";
import { checkVersion } from "./same-version.ts";

const where = "the input `request`";

/** One input of a workflow_dispatch holds this much (docs.github.com, "Create a workflow dispatch event"). */
const maxCharacters = 65_535;

/**
 * The request for some jobs of a parcel, as text.
 * @param jobs with all their cells, or only with those that an earlier run left unmeasured
 * @throws DispatchError if it is too long for an input
 */
export function writeBenchRequest(
  request: Pick<BenchRequest, "run" | "artifact">,
  parcel: Pick<Parcel, "planDigest" | "pacegateVersion" | "jobs">,
  jobs: readonly BenchJob[],
): string {
  const { planDigest, pacegateVersion } = parcel;
  const whole = new Map(parcel.jobs.map(({ id, cells }) => [id, cells]));
  const only: Record<string, number[]> = {};
  for (const { id, cells } of jobs) {
    const all = whole.get(id) ?? [];
    const wanted = new Set(cells);
    if (wanted.size < all.length) only[id] = [...all.keys()].filter((position) => wanted.has(all[position] ?? ""));
  }
  const document: BenchRequest = { schema: "pacegate/bench-request/1", ...request, planDigest, pacegateVersion };
  const text = JSON.stringify(Object.keys(only).length === 0 ? document : { ...document, only });
  if (text.length <= maxCharacters) return text;
  throw new DispatchError({
    what: `The request for the missing cells has ${text.length} characters, and an input of a workflow holds ${maxCharacters}.`,
    remedy: "Run the gate again.",
  });
}

/** @throws DispatchError naming what is wrong with the input */
export function readBenchRequest(text: string, pacegateVersion: string): BenchRequest {
  checkVersion(text, where, pacegateVersion);
  try {
    return readDocument(benchRequestFormat, text, where);
  } catch (cause) {
    if (!(cause instanceof DocumentError)) throw cause;
    throw new DispatchError({ what: cause.what, where, remedy: "Give the input as the gate wrote it.", cause });
  }
}

/**
 * The job that was asked for, with the cells that it is to measure.
 * @throws DispatchError if the parcel is not the one that the request means, or has no such job
 */
export function requestedJob(parcel: Parcel, request: BenchRequest, id: string): BenchJob {
  if (request.planDigest !== parcel.planDigest) {
    throw new DispatchError({
      what: `The request is for the plan ${request.planDigest.slice(0, 12)}, and the parcel ${request.artifact} holds ${parcel.planDigest.slice(0, 12)}.`,
      where,
      remedy: "Run the gate again: the parcel is not the one that it made.",
    });
  }
  const job = parcel.jobs.find((candidate) => candidate.id === id);
  if (job === undefined) {
    throw new DispatchError({
      what: `The plan has no job ${JSON.stringify(id.slice(0, 200))}.`,
      where: "the input `job`",
      remedy: `Give one of: ${parcel.jobs.map((candidate) => candidate.id).join(", ")}.`,
    });
  }
  const positions = Object.hasOwn(request.only ?? {}, id) ? request.only?.[id] : undefined;
  if (positions === undefined) return job;
  const cells = positions.map((position) => {
    const cell = job.cells[position];
    if (cell !== undefined) return cell;
    throw new DispatchError({
      what: `The request asks for cell ${position} of the job ${id}, which has ${job.cells.length}.`,
      where,
      remedy: "Give the input as the gate wrote it.",
    });
  });
  return { ...job, cells: [...new Set(cells)] };
}
