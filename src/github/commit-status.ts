// The required check: a commit status named `pacegate`, which branch protection can ask for.
import { type GitHubClient, inRepository, repeatable } from "./client.ts";
import { ask } from "./github-error.ts";

export const statusContext = "pacegate";
/** GitHub refuses longer ones. */
const maxDescriptionLength = 140;

export interface CommitStatus {
  readonly state: "pending" | "success" | "failure" | "error";
  readonly description: string;
  /** Where a reader finds more: the workflow run. */
  readonly targetUrl: string | null;
}

export async function setCommitStatus(client: GitHubClient, sha: string, status: CommitStatus): Promise<void> {
  const { state, description, targetUrl } = status;
  const asked = { doing: `set the commit status on ${sha.slice(0, 12)}`, permission: "statuses: write" };
  await ask(asked, () =>
    client.rest.repos.createCommitStatus({
      ...inRepository(client),
      sha,
      state,
      description: shorten(description),
      context: statusContext,
      ...(targetUrl === null ? {} : { target_url: targetUrl }),
      ...repeatable,
    }),
  );
}

/** Counted in UTF-16 units, cut between characters. */
function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (line.length <= maxDescriptionLength) return line;
  let kept = "";
  for (const character of line) {
    if (kept.length + character.length >= maxDescriptionLength) break;
    kept += character;
  }
  return `${kept}…`;
}
