// The job itself, once it is connected: the mode that was asked for, and word to GitHub if it fails.
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../dispatch/index.ts";
import type { ActionInputs } from "./action-inputs.ts";
import { announceFailure, announcePending, findAnnounced } from "./announced.ts";
import { connect } from "./connection.ts";
import { type Job, say } from "./job.ts";
import { pendingWords } from "./pending.ts";
import type { RunContext } from "./run-context.ts";
import { runMode } from "./run-mode.ts";
import type { WorkflowEvent } from "./workflow-event.ts";

export interface Start {
  readonly inputs: ActionInputs;
  readonly event: WorkflowEvent;
  /** Null outside of a workflow. */
  readonly run: RunContext | null;
  readonly signal: AbortSignal;
  /** Whether GitHub knows already that something goes on. */
  readonly heard: boolean;
  readonly clock?: Clock;
}

const wallClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, stop) => sleep(ms, undefined, stop === undefined ? {} : { signal: stop }).catch(() => undefined),
};

/** @returns the exit code */
export async function runJob({ inputs, event, run, signal, heard, clock = wallClock }: Start): Promise<number> {
  const connection = connect(run, { token: inputs.token, author: inputs.commentAuthor, signal, onNotice: say });
  const job: Job = { inputs, event, connection, signal, clock };
  const announced = findAnnounced(job);
  if (!heard) await announcePending(announced, pendingWords);
  try {
    return await runMode(job, announced);
  } catch (error) {
    await announceFailure(announced, error);
    throw error;
  }
}
