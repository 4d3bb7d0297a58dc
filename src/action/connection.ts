// The job's line to GitHub: a client for its repository, and under which name it writes.
import { findAuthor, type GitHubClient, makeGitHubClient } from "../github/index.ts";
import type { RunContext } from "./run-context.ts";

export interface Connection {
  readonly client: GitHubClient;
  /** Not ended by the job's cancellation: for saying so, and for cancelling what was started. */
  readonly lastWords: GitHubClient;
  readonly run: RunContext;
  /** Login of our own comments and issues; asked for once. */
  readonly author: () => Promise<string>;
}

export interface ConnectionOptions {
  readonly token: string | undefined;
  /** The login under which `token` writes, where GitHub cannot be asked for it. */
  readonly author: string | undefined;
  readonly signal: AbortSignal;
  readonly onNotice: (line: string) => void;
}

/** @returns null outside of a workflow, and where the token was left empty: then nothing is told to GitHub */
export function connect(run: RunContext | null, options: ConnectionOptions): Connection | null {
  const { token, signal, onNotice } = options;
  if (run === null || token === undefined) return null;
  const { apiUrl, repository } = run;
  const access = { token, apiUrl, repository, onNotice };
  let author: Promise<string> | undefined;
  const client = makeGitHubClient({ ...access, signal });
  return {
    client,
    lastWords: makeGitHubClient({ ...access, signal: new AbortController().signal }),
    run,
    author: () => {
      author ??= findAuthor(client, token, options.author ?? null);
      return author;
    },
  };
}
