// One comment a pull request: found by its hidden marker among our own author's, changed in place.
import { type GitHubClient, inRepository } from "./client.ts";
import { ask, isNotFound } from "./github-error.ts";

export interface StickyComment {
  readonly id: number;
  readonly url: string;
  readonly body: string;
  /** When GitHub wrote it last, by GitHub's clock. */
  readonly updatedAt: string;
}

/** Author of what is written with a job's own token. */
const jobAuthor = "github-actions[bot]";
/** Installation tokens (a job's own, or an App's) cannot ask who they are. */
const installationToken = /^ghs_/;

/** Login under which comments appear. */
export async function findAuthor(client: GitHubClient, token: string, configured: string | null): Promise<string> {
  if (configured !== null) return configured;
  if (installationToken.test(token)) return jobAuthor;
  try {
    return (await client.rest.users.getAuthenticated()).data.login;
  } catch {
    return jobAuthor;
  }
}

interface Comment {
  readonly id: number;
  readonly html_url: string;
  readonly updated_at: string;
  readonly body?: string | undefined;
  readonly user: { readonly login: string } | null;
}

/** Oldest first; others may write our marker too, so the author counts. */
async function findOwn(client: GitHubClient, number: number, marker: string, author: string): Promise<StickyComment[]> {
  const asked = { doing: `list the comments of pull request ${number}`, permission: "pull-requests: read" };
  const comments: Comment[] = await ask(asked, () =>
    client.rest.paginate(client.rest.issues.listComments, {
      ...inRepository(client),
      issue_number: number,
      per_page: 100,
    }),
  );
  return comments
    .filter(({ user, body }) => user?.login === author && body?.startsWith(marker))
    .map(({ id, html_url, updated_at, body = "" }) => ({ id, url: html_url, body, updatedAt: updated_at }));
}

export interface CommentPlace {
  readonly number: number;
  /** First line of the comment, hidden from readers. */
  readonly marker: string;
  readonly author: string;
}

/** The comment as it stands, or null. */
export async function readComment(client: GitHubClient, place: CommentPlace): Promise<StickyComment | null> {
  const [oldest] = await findOwn(client, place.number, place.marker, place.author);
  return oldest ?? null;
}

/**
 * Writes the comment: changed where `known` or another of ours is there, made where none is.
 * @param known as read before; saves the search
 */
export async function writeComment(
  client: GitHubClient,
  place: CommentPlace,
  body: string,
  known: StickyComment | null,
): Promise<{ readonly url: string }> {
  const target = known ?? (await readComment(client, place));
  if (target !== null) {
    try {
      return { url: await update(client, target.id, body) };
    } catch (error) {
      // Somebody deleted it since it was read: a new one takes its place.
      if (!isNotFound(error)) throw error;
    }
  }
  try {
    const made = await create(client, place.number, body);
    // Two gates may have found none at the same time: the older comment stays, and everybody writes to that.
    const [oldest = made] = await findOwn(client, place.number, place.marker, place.author);
    if (oldest.id === made.id) return { url: made.url };
    const url = await update(client, oldest.id, body);
    await remove(client, made.id);
    return { url };
  } catch (error) {
    // The answer may be lost and the comment made all the same.
    const made = await readComment(client, place).catch(() => null);
    if (made === null) throw error;
    return { url: await update(client, made.id, body) };
  }
}

const writing = { doing: "write the comment", permission: "pull-requests: write" };

async function create(client: GitHubClient, number: number, body: string): Promise<StickyComment> {
  const { data } = await ask(writing, () =>
    client.rest.issues.createComment({ ...inRepository(client), issue_number: number, body }),
  );
  return { id: data.id, url: data.html_url, body, updatedAt: data.updated_at };
}

async function update(client: GitHubClient, id: number, body: string): Promise<string> {
  const { data } = await ask(writing, () =>
    client.rest.issues.updateComment({ ...inRepository(client), comment_id: id, body }),
  );
  return data.html_url;
}

async function remove(client: GitHubClient, id: number): Promise<void> {
  await ask(writing, () => client.rest.issues.deleteComment({ ...inRepository(client), comment_id: id }));
}
