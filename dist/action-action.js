import { a as info, d as warning, i as getState, l as setOutput, n as error, o as isDebug, r as getInput, u as setSecret } from "./action-core.js";
import { Ht as printable, J as makeGitHubClient, Vt as describeError, X as readActionInputs, _ as findAuthor, c as announceFailure, l as announcePending, o as readRunContext, p as say, r as readWorkflowEvent, t as dispatchedRuns, u as findAnnounced, z as cancelRun } from "./action-dispatched-runs.js";
import { readFile } from "node:fs/promises";

// src/action/connection.ts
/** @returns null outside of a workflow, and where the token was left empty: then nothing is told to GitHub */
function connect(run, options) {
	const { token, signal, onNotice } = options;
	if (run === null || token === void 0) return null;
	const { apiUrl, repository } = run;
	const access = {
		token,
		apiUrl,
		repository,
		onNotice
	};
	let author;
	const client = makeGitHubClient({
		...access,
		signal
	});
	return {
		client,
		lastWords: makeGitHubClient({
			...access,
			signal: new AbortController().signal
		}),
		run,
		author: () => {
			author ??= findAuthor(client, token, options.author ?? null);
			return author;
		}
	};
}

// src/action/post.ts
/** Never fails the job: its result is there already. */
async function runPost() {
	try {
		const runs = dispatchedRuns.read(getState(dispatchedRuns.name));
		const connection = connect(readRunContext(process.env), {
			token: getInput("token") || void 0,
			author: void 0,
			signal: new AbortController().signal,
			onNotice: (line) => info(printable(line))
		});
		if (connection === null) return;
		for (const run of runs) {
			info(`Cancelling the bench run ${run}.`);
			await cancelRun(connection.client, run);
		}
	} catch (error) {
		warning(describeError(error, isDebug()));
	}
}

// src/action/index.ts
/** Runs the action; whatever is thrown, the step fails. */
async function runAction() {
	const controller = new AbortController();
	const cancel = () => controller.abort(/* @__PURE__ */ new Error("The job was cancelled."));
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

export { runPost as n, runAction as t };