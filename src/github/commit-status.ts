// The required check: a commit status named `pacegate`, which branch protection can ask for.
import { type GitHubClient, inRepository, repeatable } from "./client.ts";
import { ask } from "./github-error.ts";
import { type CommitStatus, statusFields } from "./status-fields.ts";

export async function setCommitStatus(client: GitHubClient, sha: string, status: CommitStatus): Promise<void> {
  const asked = { doing: `set the commit status on ${sha.slice(0, 12)}`, permission: "statuses: write" };
  await ask(asked, () =>
    client.rest.repos.createCommitStatus({ ...inRepository(client), sha, ...statusFields(status), ...repeatable }),
  );
}
