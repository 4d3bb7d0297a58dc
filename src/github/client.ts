// The one client of GitHub's API: patient with limits and broken connections, silent about tokens.
import type { Octokit as OctokitCore } from "@octokit/core";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";

export interface RepositoryName {
  readonly owner: string;
  readonly name: string;
}

export interface GitHubClient {
  readonly rest: Octokit;
  readonly repository: RepositoryName;
}

/** How long is waited; tests are less patient. */
export interface Pace {
  /** What one second of a back-off lasts. */
  readonly secondMs: number;
  /** Of one request, its answer included. */
  readonly timeoutMs: number;
  /** A limit that asks for a longer wait than this is an error at once. */
  readonly longestWaitSeconds: number;
  /** Requests are spaced as GitHub advises: a second between writes, three between what notifies people. */
  readonly spaced: boolean;
}

const defaultPace: Pace = { secondMs: 1000, timeoutMs: 30_000, longestWaitSeconds: 600, spaced: true };

export interface GitHubClientOptions {
  readonly token: string;
  /** `GITHUB_API_URL`. */
  readonly apiUrl: string;
  readonly repository: RepositoryName;
  readonly signal: AbortSignal;
  /** Told once for each wait that a person would wonder about. */
  readonly onNotice: (line: string) => void;
  readonly pace?: Partial<Pace>;
}

const maxRetries = 3;
/** Repeating these changes nothing; 429 is the throttling plugin's. */
const notWorthRepeating = [400, 401, 403, 404, 409, 410, 413, 422, 429, 451];

/**
 * The throttling plugin waits only where the message speaks of a secondary rate limit (seen in 11.0.5): a limit that
 * comes with `retry-after` and other words is put into its words.
 */
function nameLimits(octokit: OctokitCore): Record<string, never> {
  octokit.hook.error("request", (error) => {
    const limited = "response" in error && (error.status === 403 || error.status === 429);
    if (limited && error.response?.headers["retry-after"] !== undefined && !/secondary rate/i.test(error.message)) {
      error.message += " (secondary rate limit)";
    }
    throw error;
  });
  return {};
}

/** The first plugin is the innermost: it sees an answer before the others do. */
const PatientOctokit = Octokit.plugin(nameLimits, retry, throttling);

export function makeGitHubClient(options: GitHubClientOptions): GitHubClient {
  const pace = { ...defaultPace, ...options.pace };
  const { onNotice, signal } = options;
  const wait = (why: string) => (retryAfter: number, _: unknown, __: unknown, retryCount: number) => {
    if (retryCount >= maxRetries || retryAfter > pace.longestWaitSeconds) return false;
    if (signal.aborted) return false;
    onNotice(`GitHub's ${why} is reached: waiting ${retryAfter} s.`);
    return true;
  };
  const silent = (): void => undefined;
  const rest = new PatientOctokit({
    auth: options.token,
    baseUrl: options.apiUrl,
    userAgent: "pacegate",
    log: { debug: silent, info: silent, warn: silent, error: silent },
    request: {
      // One time limit an attempt: a signal given to Octokit would be used up by the first.
      fetch: async (input: string, init?: RequestInit) => {
        const limits = [signal, AbortSignal.timeout(pace.timeoutMs), ...(init?.signal ? [init.signal] : [])];
        return arrivedWhole(await fetch(input, { ...init, signal: AbortSignal.any(limits) }));
      },
    },
    retry: { retries: maxRetries, retryAfterBaseValue: pace.secondMs, doNotRetry: notWorthRepeating },
    throttle: {
      retryAfterBaseValue: pace.secondMs,
      onRateLimit: wait("hourly limit of requests"),
      onSecondaryRateLimit: wait("limit of requests in a short time"),
      ...(pace.spaced ? {} : unspaced()),
    },
  });
  rest.hook.before("request", (request) => {
    // A request whose answer was lost may have been carried out: what creates something is not sent twice.
    if (request.method === "POST" && request.request?.mayRepeat !== true) {
      request.request = { ...request.request, retries: 0 };
    }
  });
  // The outermost: neither a wait for a limit nor a pause before a repetition outlives the signal.
  rest.hook.wrap("request", (request, asked) => unlessAborted(signal, () => request(asked)));
  return { rest, repository: options.repository };
}

/** Octokit takes a body that breaks off for an empty one (seen in @octokit/request 10): here the break is an error. */
async function arrivedWhole(answer: Response): Promise<Response> {
  await answer.clone().arrayBuffer();
  return answer;
}

async function unlessAborted<Answer>(signal: AbortSignal, work: () => Answer | Promise<Answer>): Promise<Answer> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const stop = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work(), aborted.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** The plugin's own queues, without their pauses. */
function unspaced(): object {
  type Job = (...args: unknown[]) => unknown;
  const queue = { key: () => ({ schedule: (_: unknown, job: Job, ...args: unknown[]) => job(...args) }) };
  return { write: queue, notifications: queue, search: queue };
}

/**
 * For a POST that may be sent twice without harm.
 * A number of retries here would make the plugin repeat refusals too (seen in 8.1.1): it looks at that before it looks
 * at the status.
 */
export const repeatable = { request: { mayRepeat: true } } as const;

/** `owner` and `repo` as every route of a repository takes them. */
export function inRepository({ repository }: GitHubClient): { readonly owner: string; readonly repo: string } {
  return { owner: repository.owner, repo: repository.name };
}
