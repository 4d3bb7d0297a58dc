// What the gate asks of the repository itself: its default branch, a file at a commit, where two commits part.
import { type GitHubClient, inRepository } from "./client.ts";
import { ask, isNotFound } from "./github-error.ts";

export async function readDefaultBranch(client: GitHubClient): Promise<string> {
  const asked = { doing: "tell the default branch", permission: "contents: read" };
  const { data } = await ask(asked, () => client.rest.repos.get(inRepository(client)));
  return data.default_branch;
}

/** @returns the merge base of two commits, which may lie in different forks of one repository */
export async function findMergeBase(client: GitHubClient, base: string, head: string): Promise<string> {
  const asked = {
    doing: `find the merge base of ${base.slice(0, 12)} and ${head.slice(0, 12)}`,
    permission: "contents: read",
    remedy: "The two have no common history: rebase the change onto the branch that it goes to.",
  };
  const { data } = await ask(asked, () =>
    client.rest.repos.compareCommitsWithBasehead({
      ...inRepository(client),
      basehead: `${base}...${head}`,
      per_page: 1,
    }),
  );
  return data.merge_base_commit.sha;
}

export interface CommitLine {
  readonly sha: string;
  /** First line of its message. */
  readonly subject: string;
}

/** Commits after `base` up to `head`, oldest first; at most the newest 250 (GitHub's limit of one answer). */
export async function listCommitsBetween(
  client: GitHubClient,
  base: string,
  head: string,
): Promise<{ readonly commits: readonly CommitLine[]; readonly total: number }> {
  const asked = { doing: "list the commits in between", permission: "contents: read" };
  const { data } = await ask(asked, () =>
    client.rest.repos.compareCommitsWithBasehead({ ...inRepository(client), basehead: `${base}...${head}` }),
  );
  const commits = data.commits.map(({ sha, commit }) => ({ sha, subject: commit.message.split("\n", 1)[0] ?? "" }));
  return { commits, total: data.total_commits };
}

/** The text of a file at a commit, or null where there is none. */
export async function readFileAt(client: GitHubClient, path: string, ref: string): Promise<string | null> {
  const asked = { doing: `read ${path}`, permission: "contents: read" };
  try {
    const answer = await ask(asked, () =>
      client.rest.repos.getContent({
        ...inRepository(client),
        path,
        ref,
        mediaType: { format: "raw" },
      }),
    );
    const data: unknown = answer.data;
    if (typeof data === "string") return data;
    return data instanceof ArrayBuffer ? Buffer.from(data).toString("utf8") : null;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}
