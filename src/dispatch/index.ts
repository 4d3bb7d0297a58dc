// The dispatch stage: brings a plan to the machines that measure it, here or elsewhere, and their measurements back.
export type { LocalPythonSource, LocalPythonSources } from "../bench/index.ts";
export { acceptMeasurements } from "./accept-measurements.ts";
export { type BenchJobOptions, runBenchJob } from "./bench-job.ts";
export { readBenchRequest, requestedJob, writeBenchRequest } from "./bench-request.ts";
export {
  type DispatchEvent,
  type DispatchOptions,
  dispatchBenchmarks,
  localPythonTarget,
} from "./dispatch-benchmarks.ts";
export { DispatchError } from "./dispatch-error.ts";
export type { BenchJob, BenchRun, Fleet, JobState } from "./fleet.ts";
export { dispatchToRunners } from "./follow-jobs.ts";
export { openParcel, type Parcel } from "./open-parcel.ts";
export { type PackedJobs, type PackOptions, packJobs } from "./pack-jobs.ts";
export { type BenchRequest, parcelEntryPattern } from "./parcel-format.ts";
export type { Clock, FollowOptions, RunnerEvent } from "./runner-event.ts";
export { type ParcelContents, writeParcel } from "./write-parcel.ts";
