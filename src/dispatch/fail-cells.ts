// Cells that no runner measured, as measurements that say why: so that the verdict has the reason.
import type { DispatchFailureKind, Failure } from "../bench/measurements.ts";
import type { JobWork } from "./job-work.ts";
import type { FollowOptions, RunnerEvent } from "./runner-event.ts";

/** Closes all open cells of a job. */
export function* failCells(
  { job, open }: JobWork,
  { kind, message }: { readonly kind: DispatchFailureKind; readonly message: string },
  { planDigest, pacegateVersion, signal }: FollowOptions,
): Generator<RunnerEvent> {
  const cells = [...open];
  open.clear();
  const failure: Failure = { kind, side: null, launch: null, message, stderrTail: [] };
  for (const cell of cells) yield { kind: "failure", cell, failure };
  yield {
    kind: "measurements",
    measurements: {
      schema: "pacegate/measurements/1",
      pacegateVersion,
      planDigest,
      target: job.target,
      cells: cells.map((cell) => ({
        cell,
        launches: [],
        parity: [],
        failures: [failure],
        stop: signal?.aborted ? "cancelled" : "failed",
        seconds: 0,
        environment: null,
      })),
    },
  };
}
