// The first commit status of a run, set before GitHub's client is loaded: people wait for a sign that something goes on.
import type { RepositoryName } from "./client.ts";
import { type CommitStatus, statusFields } from "./status-fields.ts";

/** The client waits longer, and tells why it had to. */
const defaultPatienceMs = 10_000;

export interface FirstStatusAccess {
  readonly token: string;
  /** `GITHUB_API_URL`. */
  readonly apiUrl: string;
  readonly repository: RepositoryName;
}

/**
 * One attempt; never throws.
 * @returns false for whatever is not GitHub's plain yes, a redirection or a limit too: the client then says it again,
 * and knows what to make of the answer. Twice the same status does no harm.
 */
export async function setFirstStatus(
  access: FirstStatusAccess,
  sha: string,
  status: CommitStatus,
  patienceMs = defaultPatienceMs,
): Promise<boolean> {
  const { apiUrl, repository } = access;
  try {
    const url = new URL(`${apiUrl}/repos/${repository.owner}/${repository.name}/statuses/${sha}`);
    return (await post(url, access.token, JSON.stringify(statusFields(status)), patienceMs)) === 201;
  } catch {
    return false;
  }
}

/** @returns the status code of the answer */
function post(url: URL, token: string, body: string, patienceMs: number): Promise<number | undefined> {
  // Not by `import`: that asks node:http for each of its exports, and one of them loads all of Node's own fetch (seen in
  // Node 24.21), which takes four times as long as the rest.
  const { request } =
    url.protocol === "http:" ? process.getBuiltinModule("node:http") : process.getBuiltinModule("node:https");
  const headers = {
    accept: "application/vnd.github+json",
    authorization: `token ${token}`,
    "content-type": "application/json; charset=utf-8",
    "user-agent": "pacegate",
  };
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: "POST", headers, signal: AbortSignal.timeout(patienceMs) });
    asked.on("error", reject);
    asked.once("response", (answer) => {
      answer.on("error", reject);
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.end(body);
  });
}
