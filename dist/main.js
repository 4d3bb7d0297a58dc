import { l as setOutput, n as error, o as isDebug, r as getInput, u as setSecret } from "./action-core.js";
import { L as describeError, h as readActionInputs, r as readRunContext, z as PacegateError } from "./action-run-context.js";
import { a as announcePending, i as announceFailure, l as say, n as readWorkflowEvent, o as findAnnounced } from "./action-workflow-event.js";
import { t as connect } from "./action-connection.js";
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
		process.exitCode = await run(controller.signal);
	} catch (error$1) {
		error(describeError(error$1, isDebug()));
		process.exitCode = controller.signal.aborted ? 130 : 2;
	} finally {
		process.off("SIGINT", cancel);
		process.off("SIGTERM", cancel);
	}
}
async function run(signal) {
	const inputs = readActionInputs((name) => getInput(name));
	if (inputs.token !== void 0) setSecret(inputs.token);
	const job = {
		inputs,
		event: await readEvent(),
		connection: connect(readRunContext(process.env), {
			token: inputs.token,
			author: inputs.commentAuthor,
			signal,
			onNotice: say
		}),
		signal
	};
	const announced = findAnnounced(job);
	await announcePending(announced, "Exporting the change and measuring it.");
	try {
		const { runMode } = await import("./action-run-mode.js");
		return await runMode(job, announced);
	} catch (error) {
		await announceFailure(announced, error);
		throw error;
	}
}
async function readEvent() {
	const path = process.env.GITHUB_EVENT_PATH;
	const payload = path ? JSON.parse(await readFile(path, "utf8")) : {};
	return readWorkflowEvent(process.env.GITHUB_EVENT_NAME, payload);
}

// src/main.ts
await runAction();

export {  };