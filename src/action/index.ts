// The action: inputs in, a first word to GitHub, then the mode that was asked for; whatever is thrown, the step fails.
import { readFile } from "node:fs/promises";
import * as core from "@actions/core";
import { describeError } from "../describe-error.ts";
import { errorExitCode, interruptedExitCode } from "../exit-code.ts";
import { PacegateError } from "../pacegate-error.ts";
import { readActionInputs } from "./action-inputs.ts";
import { announceFailure, announcePending, findAnnounced } from "./announced.ts";
import { connect } from "./connection.ts";
import { type Job, say } from "./job.ts";
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
    process.exitCode = await run(controller.signal);
  } catch (error) {
    core.error(describeError(error, core.isDebug()));
    process.exitCode = controller.signal.aborted ? interruptedExitCode : errorExitCode;
  } finally {
    process.off("SIGINT", cancel);
    process.off("SIGTERM", cancel);
  }
}

async function run(signal: AbortSignal): Promise<number> {
  const inputs = readActionInputs((name) => core.getInput(name));
  if (inputs.token !== undefined) core.setSecret(inputs.token);
  const event = await readEvent();
  const connection = connect(readRunContext(process.env), {
    token: inputs.token,
    author: inputs.commentAuthor,
    signal,
    onNotice: say,
  });
  const job: Job = { inputs, event, connection, signal };
  const announced = findAnnounced(job);
  await announcePending(announced, "Exporting the change and measuring it.");
  try {
    // Everything heavy is loaded while GitHub already shows that something goes on.
    const { runMode } = await import("./run-mode.ts");
    return await runMode(job, announced);
  } catch (error) {
    await announceFailure(announced, error);
    throw error;
  }
}

async function readEvent(): Promise<WorkflowEvent> {
  const path = process.env.GITHUB_EVENT_PATH;
  const payload: unknown = path ? JSON.parse(await readFile(path, "utf8")) : {};
  return readWorkflowEvent(process.env.GITHUB_EVENT_NAME, payload);
}
