// What GitHub says of a pull request: its number and commits come from here, never from what a fork uploaded.
import { type GitHubClient, inRepository } from "./client.ts";
import { ask, GitHubError } from "./github-error.ts";

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

/**
 * The open pull request of a fork's branch whose last commit is this one, or null: it moved on or was closed.
 * @throws GitHubError where the commit is the last one of another open pull request too
 */
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
  if (found === undefined) return null;
  await refuseShared(client, head.sha);
  return detailsOf(found);
}

/**
 * A commit has one status of a name, for all that it is the last commit of: else whoever opens the commit of a change
 * that fails once more, against a branch on which it passes, would turn the check green for both.
 * @throws GitHubError where the commit is the last one of more than one open pull request
 */
export async function refuseShared(client: GitHubClient, sha: string): Promise<void> {
  const asked = { doing: "list the open pull requests", permission };
  const open = await ask(asked, () =>
    client.rest.paginate(client.rest.pulls.list, { ...inRepository(client), state: "open", per_page: 100 }),
  );
  const sharing = open.filter(({ head }) => head.sha === sha).map(({ number }) => `#${number}`);
  if (sharing.length <= 1) return;
  throw new GitHubError("answer", null, {
    what: `The commit ${sha.slice(0, 12)} is the last one of ${sharing.length} open pull requests (${sharing.slice(0, 5).join(", ")}), and has one check for all of them.`,
    remedy: "Close all but one of them, or give each a last commit of its own.",
  });
}

/** The pull request that brought a commit to its branch, or null: it was pushed there directly. */
export async function findMergedPullRequest(client: GitHubClient, sha: string): Promise<PullRequestDetails | null> {
  const asked = { doing: "tell the pull request of a commit", permission };
  const { data } = await ask(asked, () =>
    client.rest.repos.listPullRequestsAssociatedWithCommit({ ...inRepository(client), commit_sha: sha, per_page: 100 }),
  );
  const merged = data.find(({ merged_at, merge_commit_sha }) => merged_at !== null && merge_commit_sha === sha);
  const found = merged ?? data.find(({ merged_at }) => merged_at !== null);
  return found === undefined ? null : detailsOf(found);
}
