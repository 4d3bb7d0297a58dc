import { C as string, b as object, h as int, i as InputError, p as boolean } from "./action-run-context.js";

// src/exit-code.ts
/** Also for every thrown value: nothing unknown ends green. */
const errorExitCode = 2;
function exitCodeOf(conclusion) {
	switch (conclusion) {
		case "pass": return 0;
		case "regression": return 1;
		case "error": return 2;
	}
}

// src/github/status-fields.ts
const statusContext = "pacegate";
/** GitHub refuses longer ones. */
const maxDescriptionLength = 140;
function statusFields({ state, description, targetUrl }) {
	return {
		state,
		description: shorten(description),
		context: statusContext,
		...targetUrl === null ? {} : { target_url: targetUrl }
	};
}
/** Counted in UTF-16 units, cut between characters. */
function shorten(text) {
	const line = text.replaceAll(/\s+/g, " ").trim();
	if (line.length <= maxDescriptionLength) return line;
	let kept = "";
	for (const character of line) {
		if (kept.length + character.length >= maxDescriptionLength) break;
		kept += character;
	}
	return `${kept}…`;
}

// src/github/first-status.ts
/** The client waits longer, and tells why it had to. */
const defaultPatienceMs = 1e4;
/**
* One attempt; never throws.
* @returns false for whatever is not GitHub's plain yes, a redirection or a limit too: the client then says it again,
* and knows what to make of the answer. Twice the same status does no harm.
*/
async function setFirstStatus(access, sha, status, patienceMs = defaultPatienceMs) {
	const { apiUrl, repository } = access;
	try {
		return await post(new URL(`${apiUrl}/repos/${repository.owner}/${repository.name}/statuses/${sha}`), access.token, JSON.stringify(statusFields(status)), patienceMs) === 201;
	} catch {
		return false;
	}
}
/** @returns the status code of the answer */
function post(url, token, body, patienceMs) {
	const { request } = url.protocol === "http:" ? process.getBuiltinModule("node:http") : process.getBuiltinModule("node:https");
	const headers = {
		accept: "application/vnd.github+json",
		authorization: `token ${token}`,
		"content-type": "application/json; charset=utf-8",
		"user-agent": "pacegate"
	};
	return new Promise((resolve, reject) => {
		const asked = request(url, {
			method: "POST",
			headers,
			signal: AbortSignal.timeout(patienceMs)
		});
		asked.on("error", reject);
		asked.once("response", (answer) => {
			answer.on("error", reject);
			answer.resume();
			resolve(answer.statusCode);
		});
		asked.end(body);
	});
}

// src/action/announced-commit.ts
/**
* @returns null where nothing is announced: in a dry run, for modes that decide nothing, for a fork's own run (its
* token may not), and for what is on the default branch already
*/
function announcedCommit(inputs, event) {
	if (inputs.dryRun || !inputs.status) return null;
	const rendersAgain = inputs.mode === "report" && inputs.request === void 0 && inputs.results !== void 0;
	if (inputs.mode === "export" || inputs.mode === "bench" || rendersAgain) return null;
	switch (event.kind) {
		case "pull-request": return event.fork ? null : event.head;
		case "merge-group": return event.head;
		case "workflow-run":
		case "push":
		case "night":
		case "release":
		case "manual": return null;
	}
}

// src/action/pending.ts
const pendingWords = "Exporting the change and measuring it.";
/** @returns whether it was heard; if not, it is still to be said, where it is to be said at all */
async function sayPending(inputs, event, run) {
	const sha = announcedCommit(inputs, event);
	const { token } = inputs;
	if (sha === null || run === null || token === void 0) return false;
	const { apiUrl, repository, runUrl } = run;
	return setFirstStatus({
		token,
		apiUrl,
		repository
	}, sha, {
		state: "pending",
		description: pendingWords,
		targetUrl: runUrl
	});
}

// src/action/workflow-event.ts
const commit = string().regex(/^[0-9a-f]{40,64}$/);
const repository = object({ full_name: string() });
/** The parts of GitHub's payloads that are used (docs.github.com, "Webhook events and payloads"). */
const pullRequestPayload = object({ pull_request: object({
	number: int().positive(),
	base: object({
		sha: commit,
		repo: repository
	}),
	head: object({
		sha: commit,
		repo: repository.nullable()
	})
}) });
const mergeGroupPayload = object({ merge_group: object({
	base_sha: commit,
	head_sha: commit,
	head_ref: string().default("")
}) });
/** What a merge queue calls its branches: the last pull request of the group, and the commit that it is put on. */
const queueBranch = /^refs\/heads\/gh-readonly-queue\/.+\/pr-(?<number>[1-9]\d{0,8})-[0-9a-f]{40,64}$/;
const pushPayload = object({
	ref: string(),
	before: commit,
	after: commit,
	deleted: boolean().optional(),
	repository: object({ default_branch: string() })
});
const releasePayload = object({ release: object({ tag_name: string().min(1) }) });
const workflowRunPayload = object({ workflow_run: object({ id: int().positive() }) });
/** What `before` says of a branch's first push. */
const noCommit = /^0+$/;
const supported = "pull_request, merge_group, push, schedule, release, workflow_run and workflow_dispatch";
function read(schema, name, payload) {
	const parsed = schema.safeParse(payload);
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	throw new InputError({
		what: `The payload of the event ${name} is not as GitHub writes it: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}.`,
		where: "the file that GITHUB_EVENT_PATH names",
		remedy: "Run Pacegate in a workflow that GitHub started."
	});
}
/**
* @param name `GITHUB_EVENT_NAME`; undefined where no workflow started this
* @throws InputError for an event that cannot be gated, and for a payload that is none
*/
function readWorkflowEvent(name, payload) {
	switch (name) {
		case void 0:
		case "workflow_dispatch": return { kind: "manual" };
		case "pull_request": {
			const { number, base, head } = read(pullRequestPayload, name, payload).pull_request;
			const fork = head.repo?.full_name !== base.repo.full_name;
			return {
				kind: "pull-request",
				number,
				base: base.sha,
				head: head.sha,
				fork
			};
		}
		case "merge_group": {
			const { base_sha: base, head_sha: head, head_ref: ref } = read(mergeGroupPayload, name, payload).merge_group;
			const number = queueBranch.exec(ref)?.groups?.number;
			return {
				kind: "merge-group",
				base,
				head,
				number: number === void 0 ? null : Number(number)
			};
		}
		case "push": {
			const { ref, before, after, deleted, repository } = read(pushPayload, name, payload);
			if (deleted === true) throw new InputError({
				what: `The push deleted ${ref}: there is no commit to gate.`,
				remedy: "Name the branches under `on: push: branches:`, the default branch alone as a rule."
			});
			const toDefault = ref === `refs/heads/${repository.default_branch}`;
			return {
				kind: "push",
				before: noCommit.test(before) ? null : before,
				after,
				toDefault
			};
		}
		case "schedule": return { kind: "night" };
		case "release": return {
			kind: "release",
			tag: read(releasePayload, name, payload).release.tag_name
		};
		case "workflow_run": return {
			kind: "workflow-run",
			runId: read(workflowRunPayload, name, payload).workflow_run.id
		};
		case "pull_request_target": throw new InputError({
			what: "Under pull_request_target the code of a pull request would run with this repository's secrets.",
			where: "the workflow's `on:`",
			remedy: "Use `on: pull_request`; for forks add the workflow_run workflow that the README shows."
		});
		default: throw new InputError({
			what: `Pacegate does not know what to measure on the event ${JSON.stringify(name)}.`,
			where: "the workflow's `on:`",
			remedy: `Use one of ${supported}.`
		});
	}
}
function gateEventOf(event) {
	switch (event.kind) {
		case "pull-request":
		case "workflow-run":
		case "merge-group":
		case "manual": return "pull-request";
		case "push": return event.toDefault ? "merge" : "pull-request";
		case "night": return "night";
		case "release": return "release";
	}
}

export { announcedCommit as a, sayPending as i, readWorkflowEvent as n, statusFields as o, pendingWords as r, exitCodeOf as s, gateEventOf as t };