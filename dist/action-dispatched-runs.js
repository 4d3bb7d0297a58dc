import { i as __toESM } from "./action-rolldown-runtime.js";
import { f as array, h as int, k as PacegateError } from "./action-run-context.js";
import { a as Octokit$1, c as require_light, i as requestLog, o as retry, r as paginateRest, s as RequestError, t as legacyRestEndpointMethods } from "./action-dist-src.js";

// node_modules/@octokit/plugin-throttling/dist-bundle/index.js
var import_light = /* @__PURE__ */ __toESM(require_light(), 1);
var VERSION$1 = "0.0.0-development";
var noop = () => Promise.resolve();
function wrapRequest(state, request, options) {
	return state.retryLimiter.schedule(doRequest, state, request, options);
}
async function doRequest(state, request, options) {
	const { pathname } = new URL(options.url, "http://github.test");
	const isAuth = isAuthRequest(options.method, pathname);
	const isWrite = !isAuth && options.method !== "GET" && options.method !== "HEAD";
	const isSearch = options.method === "GET" && pathname.startsWith("/search/");
	const isGraphQL = pathname.startsWith("/graphql");
	const jobOptions = ~~request.retryCount > 0 ? {
		priority: 0,
		weight: 0
	} : {};
	if (state.clustering) jobOptions.expiration = 6e4;
	if (isWrite || isGraphQL) await state.write.key(state.id).schedule(jobOptions, noop);
	if (isWrite && state.triggersNotification(pathname)) await state.notifications.key(state.id).schedule(jobOptions, noop);
	if (isSearch) await state.search.key(state.id).schedule(jobOptions, noop);
	const req = (isAuth ? state.auth : state.global).key(state.id).schedule(jobOptions, request, options);
	if (isGraphQL) {
		const res = await req;
		if (res.data.errors != null && res.data.errors.some((error) => error.type === "RATE_LIMITED")) throw Object.assign(/* @__PURE__ */ new Error("GraphQL Rate Limit Exceeded"), {
			response: res,
			data: res.data
		});
	}
	return req;
}
function isAuthRequest(method, pathname) {
	return method === "PATCH" && /^\/applications\/[^/]+\/token\/scoped$/.test(pathname) || method === "POST" && (/^\/applications\/[^/]+\/token$/.test(pathname) || /^\/app\/installations\/[^/]+\/access_tokens$/.test(pathname) || pathname === "/login/oauth/access_token");
}
var triggers_notification_paths_default = [
	"/orgs/{org}/invitations",
	"/orgs/{org}/invitations/{invitation_id}",
	"/orgs/{org}/teams/{team_slug}/discussions",
	"/orgs/{org}/teams/{team_slug}/discussions/{discussion_number}/comments",
	"/repos/{owner}/{repo}/collaborators/{username}",
	"/repos/{owner}/{repo}/commits/{commit_sha}/comments",
	"/repos/{owner}/{repo}/issues",
	"/repos/{owner}/{repo}/issues/{issue_number}/comments",
	"/repos/{owner}/{repo}/issues/{issue_number}/sub_issue",
	"/repos/{owner}/{repo}/issues/{issue_number}/sub_issues/priority",
	"/repos/{owner}/{repo}/pulls",
	"/repos/{owner}/{repo}/pulls/{pull_number}/comments",
	"/repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies",
	"/repos/{owner}/{repo}/pulls/{pull_number}/merge",
	"/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers",
	"/repos/{owner}/{repo}/pulls/{pull_number}/reviews",
	"/repos/{owner}/{repo}/releases",
	"/teams/{team_id}/discussions",
	"/teams/{team_id}/discussions/{discussion_number}/comments"
];
function routeMatcher(paths) {
	const regex2 = `^(?:${paths.map((path) => path.split("/").map((c) => c.startsWith("{") ? "(?:.+?)" : c).join("/")).map((r) => `(?:${r})`).join("|")})[^/]*$`;
	return new RegExp(regex2, "i");
}
var regex = routeMatcher(triggers_notification_paths_default);
var triggersNotification = regex.test.bind(regex);
var groups = {};
var createGroups = function(Bottleneck, common) {
	groups.global = new Bottleneck.Group({
		id: "octokit-global",
		maxConcurrent: 10,
		...common
	});
	groups.auth = new Bottleneck.Group({
		id: "octokit-auth",
		maxConcurrent: 1,
		...common
	});
	groups.search = new Bottleneck.Group({
		id: "octokit-search",
		maxConcurrent: 1,
		minTime: 2e3,
		...common
	});
	groups.write = new Bottleneck.Group({
		id: "octokit-write",
		maxConcurrent: 1,
		minTime: 1e3,
		...common
	});
	groups.notifications = new Bottleneck.Group({
		id: "octokit-notifications",
		maxConcurrent: 1,
		minTime: 3e3,
		...common
	});
};
function throttling(octokit, octokitOptions) {
	const { enabled = true, Bottleneck = import_light.default, id = "no-id", timeout = 12e4, connection } = octokitOptions.throttle || {};
	if (!enabled) return {};
	const common = { timeout };
	if (typeof connection !== "undefined") common.connection = connection;
	const state = Object.assign({
		clustering: connection != null,
		triggersNotification,
		fallbackSecondaryRateRetryAfter: 60,
		retryAfterBaseValue: 1e3,
		id
	}, octokitOptions.throttle);
	if (typeof state.onSecondaryRateLimit !== "function" || typeof state.onRateLimit !== "function") throw new Error(`octokit/plugin-throttling error:
        You must pass the onSecondaryRateLimit and onRateLimit error handlers.
        See https://octokit.github.io/rest.js/#throttling

        const octokit = new Octokit({
          throttle: {
            onSecondaryRateLimit: (retryAfter, options) => {/* ... */},
            onRateLimit: (retryAfter, options) => {/* ... */}
          }
        })
    `);
	let initialized = false;
	const initializeBottleneck = () => {
		if (initialized) return;
		initialized = true;
		if (groups.global == null) createGroups(Bottleneck, common);
		state.global = state.global ?? groups.global;
		state.auth = state.auth ?? groups.auth;
		state.search = state.search ?? groups.search;
		state.write = state.write ?? groups.write;
		state.notifications = state.notifications ?? groups.notifications;
		state.retryLimiter = state.retryLimiter ?? new Bottleneck();
		const events = {};
		const emitter = new Bottleneck.Events(events);
		events.on("secondary-limit", state.onSecondaryRateLimit);
		events.on("rate-limit", state.onRateLimit);
		events.on("error", (e) => octokit.log.warn("Error in throttling-plugin limit handler", e));
		state.retryLimiter.on("failed", async function(error, info) {
			const [state2, request, options] = info.args;
			const { pathname } = new URL(options.url, "http://github.test");
			if (!(pathname.startsWith("/graphql") && error.status !== 401 || error.status === 403 || error.status === 429)) return;
			const retryCount = ~~request.retryCount;
			request.retryCount = retryCount;
			options.request.retryCount = retryCount;
			const { wantRetry, retryAfter = 0 } = await (async function() {
				if (/\bsecondary rate\b/i.test(error.message)) {
					const retryAfter2 = Number(error.response.headers["retry-after"]) || state2.fallbackSecondaryRateRetryAfter;
					return {
						wantRetry: await emitter.trigger("secondary-limit", retryAfter2, options, octokit, retryCount),
						retryAfter: retryAfter2
					};
				}
				if (error.response.headers != null && error.response.headers["x-ratelimit-remaining"] === "0" || (error.response.data?.errors ?? []).some((error2) => error2.type === "RATE_LIMITED")) {
					const rateLimitReset = (/* @__PURE__ */ new Date(~~error.response.headers["x-ratelimit-reset"] * 1e3)).getTime();
					const retryAfter2 = Math.max(Math.ceil((rateLimitReset - Date.now()) / 1e3) + 1, 0);
					return {
						wantRetry: await emitter.trigger("rate-limit", retryAfter2, options, octokit, retryCount),
						retryAfter: retryAfter2
					};
				}
				return {};
			})();
			if (wantRetry) {
				request.retryCount++;
				return retryAfter * state2.retryAfterBaseValue;
			}
		});
	};
	octokit.hook.wrap("request", (request, options) => {
		initializeBottleneck();
		return wrapRequest(state, request, options);
	});
	return {};
}
throttling.VERSION = VERSION$1;
throttling.triggersNotification = triggersNotification;

// node_modules/@octokit/rest/dist-src/version.js
const VERSION = "22.0.1";

// node_modules/@octokit/rest/dist-src/index.js
const Octokit = Octokit$1.plugin(requestLog, legacyRestEndpointMethods, paginateRest).defaults({ userAgent: `octokit-rest.js/${VERSION}` });

// src/github/client.ts
const defaultPace = {
	secondMs: 1e3,
	timeoutMs: 3e4,
	longestWaitSeconds: 600,
	spaced: true
};
const maxRetries = 3;
/** Repeating these changes nothing; 429 is the throttling plugin's. */
const notWorthRepeating = [
	400,
	401,
	403,
	404,
	409,
	410,
	413,
	422,
	429,
	451
];
/**
* The throttling plugin waits only where the message speaks of a secondary rate limit (seen in 11.0.5): a limit that
* comes with `retry-after` and other words is put into its words.
*/
function nameLimits(octokit) {
	octokit.hook.error("request", (error) => {
		if ("response" in error && (error.status === 403 || error.status === 429) && error.response?.headers["retry-after"] !== void 0 && !/secondary rate/i.test(error.message)) error.message += " (secondary rate limit)";
		throw error;
	});
	return {};
}
/** The first plugin is the innermost: it sees an answer before the others do. */
const PatientOctokit = Octokit.plugin(nameLimits, retry, throttling);
function makeGitHubClient(options) {
	const pace = {
		...defaultPace,
		...options.pace
	};
	const { onNotice, signal } = options;
	const wait = (why) => (retryAfter, _, __, retryCount) => {
		if (retryCount >= maxRetries || retryAfter > pace.longestWaitSeconds) return false;
		if (signal.aborted) return false;
		onNotice(`GitHub's ${why} is reached: waiting ${retryAfter} s.`);
		return true;
	};
	const silent = () => void 0;
	const rest = new PatientOctokit({
		auth: options.token,
		baseUrl: options.apiUrl,
		userAgent: "pacegate",
		log: {
			debug: silent,
			info: silent,
			warn: silent,
			error: silent
		},
		request: { fetch: async (input, init) => {
			const limits = [
				signal,
				AbortSignal.timeout(pace.timeoutMs),
				...init?.signal ? [init.signal] : []
			];
			return arrivedWhole(await fetch(input, {
				...init,
				signal: AbortSignal.any(limits)
			}));
		} },
		retry: {
			retries: maxRetries,
			retryAfterBaseValue: pace.secondMs,
			doNotRetry: notWorthRepeating
		},
		throttle: {
			retryAfterBaseValue: pace.secondMs,
			onRateLimit: wait("hourly limit of requests"),
			onSecondaryRateLimit: wait("limit of requests in a short time"),
			...pace.spaced ? {} : unspaced()
		}
	});
	rest.hook.before("request", (request) => {
		if (request.method === "POST" && request.request?.mayRepeat !== true) request.request = {
			...request.request,
			retries: 0
		};
	});
	rest.hook.wrap("request", (request, asked) => unlessAborted(signal, () => request(asked)));
	return {
		rest,
		repository: options.repository
	};
}
/** Octokit takes a body that breaks off for an empty one (seen in @octokit/request 10): here the break is an error. */
async function arrivedWhole(answer) {
	await answer.clone().arrayBuffer();
	return answer;
}
async function unlessAborted(signal, work) {
	signal.throwIfAborted();
	const aborted = Promise.withResolvers();
	const stop = () => aborted.reject(signal.reason);
	signal.addEventListener("abort", stop, { once: true });
	try {
		return await Promise.race([work(), aborted.promise]);
	} finally {
		signal.removeEventListener("abort", stop);
	}
}
/** The plugin's own queues, without their pauses. */
function unspaced() {
	const queue = { key: () => ({ schedule: (_, job, ...args) => job(...args) }) };
	return {
		write: queue,
		notifications: queue,
		search: queue
	};
}
/**
* For a POST that may be sent twice without harm.
* A number of retries here would make the plugin repeat refusals too (seen in 8.1.1): it looks at that before it looks
* at the status.
*/
const repeatable = { request: { mayRepeat: true } };
/** `owner` and `repo` as every route of a repository takes them. */
function inRepository({ repository }) {
	return {
		owner: repository.owner,
		repo: repository.name
	};
}

// src/github/github-error.ts
var GitHubError = class extends PacegateError {
	kind;
	/** HTTP status; null where there was no answer. */
	status;
	constructor(kind, status, parts) {
		super(parts);
		this.kind = kind;
		this.status = status;
	}
};
const permissionMessage = /not accessible by (integration|personal access token)|must have (admin|push|write)/i;
function addPermission(permission) {
	return `Add to the job in the workflow:\n    permissions:\n      ${permission}`;
}
/** GitHub names what would do in a header, any one of `issues=write; pull_requests=write`: ours, where it is among them. */
function acceptedPermission(error, ours) {
	const header = String(error.response?.headers["x-accepted-github-permissions"] ?? "");
	const accepted = Array.from(header.matchAll(/(?<=^|;\s*)([a-z_]+)=(read|write)(?=\s*(?:;|$))/g), ([, name = "", access = ""]) => {
		return `${name.replaceAll("_", "-")}: ${access}`;
	});
	return accepted.includes(ours) ? ours : accepted[0] ?? ours;
}
function causeOf(error) {
	if (error.response === void 0) return "network";
	const { status } = error;
	const limited = /rate limit/i.test(error.message) || error.response.headers["retry-after"] !== void 0;
	if (status === 429 || status === 403 && limited) return "rate-limit";
	if (status === 401) return "credentials";
	if (status === 403) return "permission";
	if (status === 404 || status === 410) return "not-found";
	return status >= 500 ? "server" : "refused";
}
function remedyFor(kind, error, asked) {
	switch (kind) {
		case "permission": return permissionMessage.test(error.message) ? addPermission(acceptedPermission(error, asked.permission)) : asked.remedy ?? `${addPermission(asked.permission)}\n  Or a policy of the organisation forbids it: ask its owners.`;
		case "credentials": return "The token is wrong or has expired: give the input `token`, or leave it out for the job's own token.";
		case "not-found": return asked.remedy ?? `Check that it exists. If it does, the token may not see it. ${addPermission(asked.permission)}`;
		case "refused": return asked.remedy ?? "Its reason is above; nothing was changed.";
		case "rate-limit": return "Run the job again later: the hourly limit of requests is used up, or too much was written at once.";
		case "server":
		case "network":
		case "answer": return "Run the job again: what was measured before is kept where a cache is.";
	}
}
/** Turns whatever a request threw into a sentence; what is no answer of GitHub's is passed through. */
function explain(error, asked) {
	if (!(error instanceof RequestError)) return error;
	const kind = causeOf(error);
	const answer = kind === "network" ? error.message : `${error.status}: ${error.message.split(" - https://")[0]}`;
	const { pathname } = new URL(error.request.url);
	return new GitHubError(kind, error.response === void 0 ? null : error.status, {
		what: `GitHub did not ${asked.doing} (${answer}).`,
		where: `${error.request.method} ${pathname}`,
		remedy: remedyFor(kind, error, asked),
		cause: error
	});
}
/** Asks GitHub for something, and explains why it was refused. */
async function ask(asked, request) {
	try {
		return await request();
	} catch (error) {
		throw explain(error, asked);
	}
}
function isNotFound(error) {
	return error instanceof GitHubError && error.kind === "not-found";
}

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

// src/github/sticky-comment.ts
/** Author of what is written with a job's own token. */
const jobAuthor = "github-actions[bot]";
/** Installation tokens (a job's own, or an App's) cannot ask who they are. */
const installationToken = /^ghs_/;
/** Login under which comments appear. */
async function findAuthor(client, token, configured) {
	if (configured !== null) return configured;
	if (installationToken.test(token)) return jobAuthor;
	try {
		return (await client.rest.users.getAuthenticated()).data.login;
	} catch {
		return jobAuthor;
	}
}
/** Oldest first; others may write our marker too, so the author counts. */
async function findOwn(client, number, marker, author) {
	const asked = {
		doing: `list the comments of pull request ${number}`,
		permission: "pull-requests: read"
	};
	return (await ask(asked, () => client.rest.paginate(client.rest.issues.listComments, {
		...inRepository(client),
		issue_number: number,
		per_page: 100
	}))).filter(({ user, body }) => user?.login === author && body?.startsWith(marker)).map(({ id, html_url, updated_at, body = "" }) => ({
		id,
		url: html_url,
		body,
		updatedAt: updated_at
	}));
}
/** The comment as it stands, or null. */
async function readComment(client, place) {
	const [oldest] = await findOwn(client, place.number, place.marker, place.author);
	return oldest ?? null;
}
/**
* Writes the comment: changed where `known` or another of ours is there, made where none is.
* @param known as read before; saves the search
*/
async function writeComment(client, place, body, known) {
	const target = known ?? await readComment(client, place);
	if (target !== null) try {
		return { url: await update(client, target.id, body) };
	} catch (error) {
		if (!isNotFound(error)) throw error;
	}
	try {
		const made = await create(client, place.number, body);
		const [oldest = made] = await findOwn(client, place.number, place.marker, place.author);
		if (oldest.id === made.id) return { url: made.url };
		const url = await update(client, oldest.id, body);
		await remove(client, made.id);
		return { url };
	} catch (error) {
		const made = await readComment(client, place).catch(() => null);
		if (made === null) throw error;
		return { url: await update(client, made.id, body) };
	}
}
const writing = {
	doing: "write the comment",
	permission: "pull-requests: write"
};
async function create(client, number, body) {
	const { data } = await ask(writing, () => client.rest.issues.createComment({
		...inRepository(client),
		issue_number: number,
		body
	}));
	return {
		id: data.id,
		url: data.html_url,
		body,
		updatedAt: data.updated_at
	};
}
async function update(client, id, body) {
	const { data } = await ask(writing, () => client.rest.issues.updateComment({
		...inRepository(client),
		comment_id: id,
		body
	}));
	return data.html_url;
}
async function remove(client, id) {
	await ask(writing, () => client.rest.issues.deleteComment({
		...inRepository(client),
		comment_id: id
	}));
}

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

export { cancelRun as a, GitHubError as c, isNotFound as d, inRepository as f, writeComment as i, ask as l, connect as n, listRunJobs as o, repeatable as p, readComment as r, readRun as s, dispatchedRuns as t, explain as u };