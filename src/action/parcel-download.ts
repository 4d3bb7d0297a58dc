// Brings a parcel to this job: the one that the request names, and none but that.
import { join } from "node:path";
import {
  type BenchJob,
  openParcel,
  type Parcel,
  parcelEntryPattern,
  readBenchRequest,
  requestedJob,
} from "../dispatch/index.ts";
import { downloadArtifact, GitHubError, listArtifacts } from "../github/index.ts";
import { pacegateVersion } from "../pacegate-version.ts";
import { InputError } from "./action-inputs.ts";
import { type Job, requiredConnection } from "./job.ts";
import { parcelLimits } from "./runners.ts";

export interface DownloadedParcel {
  readonly parcel: Parcel;
  /** Run that holds it. */
  readonly runId: number;
  readonly jobNamed: (id: string) => BenchJob;
}

/** @param folder a new folder is made in it */
export async function downloadParcel(job: Job, text: string, folder: string): Promise<DownloadedParcel> {
  const { client } = requiredConnection(job, "Opening a parcel");
  const request = readBenchRequest(text, pacegateVersion);
  const artifact = (await listArtifacts(client, request.run)).find(({ name }) => name === request.artifact);
  if (artifact === undefined) {
    throw new GitHubError("not-found", null, {
      what: `The run ${request.run} has no artifact ${request.artifact}.`,
      remedy: "It has expired, or its gate never got that far: run the gate again.",
    });
  }
  const target = join(folder, "parcel");
  await downloadArtifact(client, artifact, target, parcelLimits(job.signal, parcelEntryPattern));
  const parcel = await openParcel(target, pacegateVersion);
  if (parcel.planDigest !== request.planDigest) {
    throw new InputError({
      what: `The request is for the plan ${request.planDigest.slice(0, 12)}, and the parcel holds ${parcel.planDigest.slice(0, 12)}.`,
      where: "the input `request`",
      remedy: "Run the gate again: the parcel is not the one that it made.",
    });
  }
  return { parcel, runId: request.run, jobNamed: (id) => requestedJob(parcel, request, id) };
}
