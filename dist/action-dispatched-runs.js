import { S as array, T as int, c as ask, d as inRepository, p as repeatable, s as GitHubError } from "./action-run-context.js";

// src/github/workflow-runs.ts
/** Jobs of the run's latest attempt. */
async function listRunJobs(client, runId) {
	const asked = {
		doing: `list the jobs of run ${runId}`,
		permission: "actions: read"
	};
	return (await ask(asked, () => client.rest.paginate(client.rest.actions.listJobsForWorkflowRun, {
		...inRepository(client),
		run_id: runId,
		per_page: 100
	}))).map(({ name, status, conclusion, started_at, runner_name }) => {
		if (status === "completed") return {
			name,
			state: "done",
			conclusion: conclusion ?? "unknown"
		};
		if (status === "in_progress") return {
			name,
			state: "running",
			startedAt: started_at,
			runner: runner_name || null
		};
		return {
			name,
			state: "queued"
		};
	});
}
/** A run that is over already cannot be cancelled, which is as good. */
async function cancelRun(client, runId) {
	const asked = {
		doing: `cancel run ${runId}`,
		permission: "actions: write"
	};
	try {
		await ask(asked, () => client.rest.actions.cancelWorkflowRun({
			...inRepository(client),
			run_id: runId,
			...repeatable
		}));
	} catch (error) {
		if (error instanceof GitHubError && error.status === 409) return;
		throw error;
	}
}
async function readRun(client, runId) {
	const asked = {
		doing: `show run ${runId}`,
		permission: "actions: read"
	};
	const { data } = await ask(asked, () => client.rest.actions.getWorkflowRun({
		...inRepository(client),
		run_id: runId
	}));
	const { head_repository: repository } = data;
	return {
		id: data.id,
		attempt: data.run_attempt ?? 1,
		event: data.event,
		status: data.status,
		conclusion: data.conclusion,
		path: data.path,
		headSha: data.head_sha,
		headRef: data.head_branch,
		headOwner: repository?.owner?.login ?? null,
		headRepository: repository?.full_name ?? null,
		url: data.html_url
	};
}

// src/action/dispatched-runs.ts
const runsSchema = array(int().positive());
var DispatchedRuns = class {
	/** Name of the saved state. */
	name = "dispatched-runs";
	#ids = [];
	/** @returns the state to save */
	add(id) {
		this.#ids.push(id);
		return JSON.stringify(this.#ids);
	}
	/** Empty where nothing was dispatched, or the gate came to its end. */
	read(state) {
		return state === "" ? [] : runsSchema.parse(JSON.parse(state));
	}
};
const dispatchedRuns = new DispatchedRuns();

export { readRun as i, cancelRun as n, listRunJobs as r, dispatchedRuns as t };