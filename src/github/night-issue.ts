// The one issue that tells of slow nights: found by its hidden marker, opened, updated, closed.
import { type GitHubClient, inRepository } from "./client.ts";
import { ask } from "./github-error.ts";

export interface IssueText {
  readonly title: string;
  /** Begins with the marker. */
  readonly body: string;
}

const permission = "issues: write";

/** Opens the issue, or rewrites the open one. @returns its address */
export async function writeIssue(
  client: GitHubClient,
  marker: string,
  author: string,
  { title, body }: IssueText,
): Promise<string> {
  const open = await findOpen(client, marker, author);
  const asked = { doing: "write the issue about the nights", permission };
  if (open === null) {
    const { data } = await ask(asked, () => client.rest.issues.create({ ...inRepository(client), title, body }));
    return data.html_url;
  }
  const { data } = await ask(asked, () =>
    client.rest.issues.update({ ...inRepository(client), issue_number: open, title, body }),
  );
  return data.html_url;
}

/** Closes the open issue, if there is one, with its last text. */
export async function closeIssue(
  client: GitHubClient,
  marker: string,
  author: string,
  { title, body }: IssueText,
): Promise<void> {
  const open = await findOpen(client, marker, author);
  if (open === null) return;
  const asked = { doing: "close the issue about the nights", permission };
  await ask(asked, () =>
    client.rest.issues.update({ ...inRepository(client), issue_number: open, title, body, state: "closed" }),
  );
}

async function findOpen(client: GitHubClient, marker: string, author: string): Promise<number | null> {
  const asked = { doing: "list the open issues", permission };
  const issues = await ask(asked, () =>
    client.rest.paginate(client.rest.issues.listForRepo, {
      ...inRepository(client),
      state: "open",
      creator: author,
      per_page: 100,
    }),
  );
  // Pull requests are listed too.
  const own = issues.filter(({ user, pull_request }) => user?.login === author && pull_request === undefined);
  const found = own.find(({ body }) => body?.startsWith(marker));
  return found?.number ?? null;
}
