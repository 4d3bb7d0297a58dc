// Mode announce: the check is pending from now on, said by a job that may do nothing else.
import * as core from "@actions/core";
import type { Announced } from "./announced.ts";
import { type Job, requiredConnection, say } from "./job.ts";

/**
 * Every mode says first that something goes on; this one says nothing else, for a job whose other steps have a token
 * that may not. Until the report decides, the check of an earlier run no longer stands.
 * @returns the exit code
 */
export function announceMode(job: Job, announced: Announced | null): number {
  requiredConnection(job, "Mode announce");
  core.setOutput("verdict", "");
  say(
    announced === null
      ? "Nothing is announced: not in a dry run, not for a fork, and not for what is on the default branch already."
      : `The check \`pacegate\` of ${announced.sha.slice(0, 12)} is pending.`,
  );
  return 0;
}
