import { l as setOutput, n as error, o as isDebug, r as getInput, u as setSecret } from "./action-core.js";
import { D as describeError, a as readActionInputs, k as PacegateError, r as readRunContext } from "./action-run-context.js";
import { i as sayPending, n as readWorkflowEvent } from "./action-workflow-event.js";
import { readFile } from "node:fs/promises";

// src/action/index.ts
var CancelledError = class extends PacegateError {};
const cancelled = {
	what: "The job was cancelled before anything was decided.",
	remedy: "Run it again; what was dispatched is cancelled too."
};
/** Runs the action; whatever is thrown, the step fails. */
async function runAction() {
	const controller = new AbortController();
	const cancel = () => controller.abort(new CancelledError(cancelled));
	process.on("SIGINT", cancel);
	process.on("SIGTERM", cancel);
	process.exitCode = 2;
	setOutput("verdict", "error");
	try {
		process.exitCode = await begin(controller.signal);
	} catch (error$1) {
		setOutput("verdict", "error");
		error(describeError(error$1, isDebug()));
		process.exitCode = controller.signal.aborted ? 130 : 2;
	} finally {
		process.off("SIGINT", cancel);
		process.off("SIGTERM", cancel);
	}
}
async function begin(signal) {
	const inputs = readActionInputs((name) => getInput(name));
	if (inputs.token !== void 0) setSecret(inputs.token);
	const event = await readEvent();
	const run = readRunContext(process.env);
	const heard = await sayPending(inputs, event, run);
	const { runJob } = await import("./action-run-job.js");
	return runJob({
		inputs,
		event,
		run,
		signal,
		heard
	});
}
async function readEvent() {
	const path = process.env.GITHUB_EVENT_PATH;
	const payload = path ? JSON.parse(await readFile(path, "utf8")) : {};
	return readWorkflowEvent(process.env.GITHUB_EVENT_NAME, payload);
}

// src/main.ts
await runAction();

export {  };