// What GitHub says of a pull request: its number and commits come from here, never from what a fork uploaded.
import { type GitHubClient, inRepository } from "./client.ts";
import { ask } from "./github-error.ts";

export interface PullRequestDetails {
  readonly number: number;
  readonly state: "open" | "closed";
  readonly headSha: string;
  readonly headRef: string;
  /** `owner/name`; null: the fork is gone. */
  readonly headRepository: string | null;
  readonly baseSha: string;
  readonly baseRef: string;
  readonly labels: readonly string[];
  readonly body: string;
}

interface Answer {
  readonly number: number;
  readonly state: string;
  readonly body: string | null;
  readonly labels: readonly { readonly name?: string }[];
  readonly head: { readonly sha: string; readonly ref: string; readonly repo: { readonly full_name: string } | null };
  readonly base: { readonly sha: string; readonly ref: string };
}

function detailsOf({ number, state, body, labels, head, base }: Answer): PullRequestDetails {
  return {
    number,
    state: state === "open" ? "open" : "closed",
    headSha: head.sha,
    headRef: head.ref,
    headRepository: head.repo?.full_name ?? null,
    baseSha: base.sha,
    baseRef: base.ref,
    labels: labels.flatMap(({ name }) => (name === undefined ? [] : [name])),
    body: body ?? "",
  };
}

const permission = "pull-requests: read";

export async function readPullRequest(client: GitHubClient, number: number): Promise<PullRequestDetails> {
  const asked = { doing: `show pull request ${number}`, permission };
  const { data } = await ask(asked, () => client.rest.pulls.get({ ...inRepository(client), pull_number: number }));
  return detailsOf(data);
}

/** The open pull request of a fork's branch whose last commit is this one, or null: it moved on or was closed. */
export async function findPullRequest(
  client: GitHubClient,
  head: { readonly owner: string; readonly ref: string; readonly sha: string },
): Promise<PullRequestDetails | null> {
  const asked = { doing: "list the pull requests of a branch", permission };
  const { data } = await ask(asked, () =>
    client.rest.pulls.list({
      ...inRepository(client),
      head: `${head.owner}:${head.ref}`,
      state: "open",
      per_page: 100,
    }),
  );
  const found = data.find((candidate) => candidate.head.sha === head.sha);
  return found === undefined ? null : detailsOf(found);
}

/** The pull request that brought a commit to its branch, or null: it was pushed there directly. */
export async function findMergedPullRequest(client: GitHubClient, sha: string): Promise<PullRequestDetails | null> {
  const asked = { doing: "tell the pull request of a commit", permission };
  const { data } = await ask(asked, () =>
    client.rest.repos.listPullRequestsAssociatedWithCommit({ ...inRepository(client), commit_sha: sha }),
  );
  const merged = data.find(({ merged_at, merge_commit_sha }) => merged_at !== null && merge_commit_sha === sha);
  const found = merged ?? data.find(({ merged_at }) => merged_at !== null);
  return found === undefined ? null : detailsOf(found);
}
