import { a as info, d as warning } from "./action-core.js";
import { A as object, C as boolean, N as string, R as printable, T as int, c as ask, d as inRepository, m as InputError, p as repeatable, z as PacegateError } from "./action-run-context.js";

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

// src/github/commit-status.ts
const statusContext = "pacegate";
/** GitHub refuses longer ones. */
const maxDescriptionLength = 140;
async function setCommitStatus(client, sha, status) {
	const { state, description, targetUrl } = status;
	const asked = {
		doing: `set the commit status on ${sha.slice(0, 12)}`,
		permission: "statuses: write"
	};
	await ask(asked, () => client.rest.repos.createCommitStatus({
		...inRepository(client),
		sha,
		state,
		description: shorten(description),
		context: statusContext,
		...targetUrl === null ? {} : { target_url: targetUrl },
		...repeatable
	}));
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

// src/action/job.ts
function say(line) {
	info(printable(line));
}
function warn(warning$1) {
	warning(printable(warning$1));
}
function requiredInput(value, name, mode) {
	if (value !== void 0) return value;
	throw new InputError({
		what: `Mode ${mode} needs the input ${name}.`,
		where: "the step's `with:`",
		remedy: `Give ${name}; action.yml says what it is in this mode.`
	});
}
function requiredConnection({ connection }, why) {
	if (connection !== null) return connection;
	throw new InputError({
		what: `${why} needs GitHub, and this is no workflow job with a token.`,
		where: "the step's `with:`",
		remedy: "Run it in a workflow and leave the input `token` out; on a laptop use `pacegate gate`."
	});
}

// src/action/announced.ts
/**
* @returns null where nothing is announced: without a token, in a dry run, for modes that decide nothing, for a fork's
* own run (its token may not), and for what is on the default branch already
*/
function findAnnounced({ inputs, event, connection }) {
	if (connection === null || inputs.dryRun || !inputs.status) return null;
	const rendersAgain = inputs.mode === "report" && inputs.request === void 0 && inputs.results !== void 0;
	if (inputs.mode === "export" || inputs.mode === "bench" || rendersAgain) return null;
	switch (event.kind) {
		case "pull-request": return event.fork ? null : {
			connection,
			sha: event.head
		};
		case "merge-group": return {
			connection,
			sha: event.head
		};
		case "workflow-run":
		case "push":
		case "night":
		case "release":
		case "manual": return null;
	}
}
async function announcePending(announced, description) {
	await announce(announced, "pending", description);
}
/** The gate could not decide. Whatever goes wrong in saying so must not hide why. */
async function announceFailure(announced, error) {
	const description = error instanceof PacegateError ? error.what : "The gate failed: its log says why.";
	try {
		await announce(announced, "error", description);
	} catch (second) {
		warn(`The commit status could not be set either: ${second instanceof Error ? second.message : String(second)}`);
	}
}
async function announce(announced, state, description) {
	if (announced === null) return;
	const { connection, sha } = announced;
	await setCommitStatus(connection.lastWords, sha, {
		state,
		description,
		targetUrl: connection.run.runUrl
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
	head_sha: commit
}) });
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
			const { base_sha: base, head_sha: head } = read(mergeGroupPayload, name, payload).merge_group;
			return {
				kind: "merge-group",
				base,
				head
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

export { announcePending as a, requiredInput as c, exitCodeOf as d, announceFailure as i, say as l, readWorkflowEvent as n, findAnnounced as o, announce as r, requiredConnection as s, gateEventOf as t, warn as u };