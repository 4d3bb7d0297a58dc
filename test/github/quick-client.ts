// A client of the GitHub for tests that waits milliseconds where the product waits seconds.
import { type GitHubClient, makeGitHubClient, type Pace } from "../../src/github/client.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import type { Permissions } from "../fixtures/github-server/tokens.ts";

interface Options {
  readonly token?: string;
  readonly permissions?: Permissions;
  readonly signal?: AbortSignal;
  readonly onNotice?: (line: string) => void;
  readonly pace?: Partial<Pace>;
}

export function quickClient(server: GitHubServer, options: Options = {}): GitHubClient {
  const { permissions, signal = new AbortController().signal, onNotice = () => {}, pace = {} } = options;
  const [owner = "", name = ""] = server.repository.split("/");
  return makeGitHubClient({
    token: options.token ?? server.issueToken(permissions === undefined ? {} : { permissions }),
    apiUrl: server.apiUrl,
    repository: { owner, name },
    signal,
    onNotice,
    pace: { secondMs: 10, spaced: false, ...pace },
  });
}

/** How often the product asked for this. */
export function askedFor(server: GitHubServer, method: string, path: RegExp): number {
  return server.requests.filter((request) => request.method === method && path.test(request.path)).length;
}
