// What every mode of the action works with: inputs, what started it, its line to GitHub, and somebody to tell.
import * as core from "@actions/core";
import { printable } from "../describe-error.ts";
import type { Clock } from "../dispatch/index.ts";
import { type ActionInputs, InputError } from "./action-inputs.ts";
import type { Connection } from "./connection.ts";
import type { WorkflowEvent } from "./workflow-event.ts";

export interface Job {
  readonly inputs: ActionInputs;
  readonly event: WorkflowEvent;
  /** Null outside of a workflow, and without a token. */
  readonly connection: Connection | null;
  readonly signal: AbortSignal;
  /** By which jobs on runners elsewhere are followed. */
  readonly clock: Clock;
}

export function say(line: string): void {
  core.info(printable(line));
}

export function warn(warning: string): void {
  core.warning(printable(warning));
}

export function requiredInput(value: string | undefined, name: string, mode: string): string {
  if (value !== undefined) return value;
  throw new InputError({
    what: `Mode ${mode} needs the input ${name}.`,
    where: "the step's `with:`",
    remedy: `Give ${name}; action.yml says what it is in this mode.`,
  });
}

export function requiredConnection({ connection }: Job, why: string): Connection {
  if (connection !== null) return connection;
  throw new InputError({
    what: `${why} needs GitHub, and this is no workflow job with a token.`,
    where: "the step's `with:`",
    remedy: "Run it in a workflow and leave the input `token` out; on a laptop use `pacegate gate`.",
  });
}
