import { a as info, d as warning, i as getState, o as isDebug, r as getInput } from "./action-core.js";
import { D as describeError, O as printable, r as readRunContext } from "./action-run-context.js";
import { a as cancelRun, n as connect, t as dispatchedRuns } from "./action-dispatched-runs.js";

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
			await cancelRun(connection.client, run).catch(tell);
		}
	} catch (error) {
		tell(error);
	}
}
function tell(error) {
	warning(describeError(error, isDebug()));
}

// src/post.ts
await runPost();

export {  };