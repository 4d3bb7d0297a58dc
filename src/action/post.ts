// The post step: cancels what was dispatched where the job was stopped before the gate came to its end.
import * as core from "@actions/core";
import { describeError, printable } from "../describe-error.ts";
import { cancelRun } from "../github/index.ts";
import { connect } from "./connection.ts";
import { dispatchedRuns } from "./dispatched-runs.ts";
import { readRunContext } from "./run-context.ts";

/** Never fails the job: its result is there already. */
export async function runPost(): Promise<void> {
  try {
    const runs = dispatchedRuns.read(core.getState(dispatchedRuns.name));
    const connection = connect(readRunContext(process.env), {
      token: core.getInput("token") || undefined,
      author: undefined,
      signal: new AbortController().signal,
      onNotice: (line) => core.info(printable(line)),
    });
    if (connection === null) return;
    for (const run of runs) {
      core.info(`Cancelling the bench run ${run}.`);
      // One that cannot be cancelled must not keep the others running.
      await cancelRun(connection.client, run).catch(tell);
    }
  } catch (error) {
    tell(error);
  }
}

function tell(error: unknown): void {
  core.warning(describeError(error, core.isDebug()));
}
