// The action: inputs in, a first word to GitHub, then the mode that was asked for; whatever is thrown, the step fails.
import { readFile } from "node:fs/promises";
import * as core from "@actions/core";
import { describeError } from "../describe-error.ts";
import { errorExitCode, interruptedExitCode } from "../exit-code.ts";
import { PacegateError } from "../pacegate-error.ts";
import { readActionInputs } from "./action-inputs.ts";
import { sayPending } from "./pending.ts";
import { readRunContext } from "./run-context.ts";
import { readWorkflowEvent, type WorkflowEvent } from "./workflow-event.ts";

export { runPost } from "./post.ts";

class CancelledError extends PacegateError {}

const cancelled = {
  what: "The job was cancelled before anything was decided.",
  remedy: "Run it again; what was dispatched is cancelled too.",
};

/** Runs the action; whatever is thrown, the step fails. */
export async function runAction(): Promise<void> {
  const controller = new AbortController();
  const cancel = (): void => controller.abort(new CancelledError(cancelled));
  process.on("SIGINT", cancel);
  process.on("SIGTERM", cancel);
  // Until something is decided the answer is: not decided.
  process.exitCode = errorExitCode;
  core.setOutput("verdict", "error");
  try {
    process.exitCode = await begin(controller.signal);
  } catch (error) {
    // A verdict may have been told before what failed.
    core.setOutput("verdict", "error");
    core.error(describeError(error, core.isDebug()));
    process.exitCode = controller.signal.aborted ? interruptedExitCode : errorExitCode;
  } finally {
    process.off("SIGINT", cancel);
    process.off("SIGTERM", cancel);
  }
}

async function begin(signal: AbortSignal): Promise<number> {
  const inputs = readActionInputs((name) => core.getInput(name));
  if (inputs.token !== undefined) core.setSecret(inputs.token);
  const event = await readEvent();
  const run = readRunContext(process.env);
  const heard = await sayPending(inputs, event, run);
  // Everything heavy is loaded while GitHub already shows that something goes on.
  const { runJob } = await import("./run-job.ts");
  return runJob({ inputs, event, run, signal, heard });
}

async function readEvent(): Promise<WorkflowEvent> {
  const path = process.env.GITHUB_EVENT_PATH;
  const payload: unknown = path ? JSON.parse(await readFile(path, "utf8")) : {};
  return readWorkflowEvent(process.env.GITHUB_EVENT_NAME, payload);
}
