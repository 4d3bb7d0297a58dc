// Who set a label, and whether they may: an acceptance counts only from somebody with write access.
import { type GitHubClient, inRepository } from "./client.ts";
import { ask, isNotFound } from "./github-error.ts";

export interface LabelSetter {
  readonly login: string;
  /** ISO time. */
  readonly at: string;
}

/** Who set the label last; null where nobody did, or whoever did is gone. */
export async function findLabelSetter(
  client: GitHubClient,
  number: number,
  label: string,
): Promise<LabelSetter | null> {
  const asked = { doing: `tell who set the label ${label}`, permission: "pull-requests: read" };
  const events = await ask(asked, () =>
    client.rest.paginate(client.rest.issues.listEvents, {
      ...inRepository(client),
      issue_number: number,
      per_page: 100,
    }),
  );
  for (const event of events.toReversed()) {
    if (!("label" in event) || event.label.name !== label) continue;
    if (event.event === "unlabeled") return null;
    if (event.event !== "labeled") continue;
    return event.actor === null ? null : { login: event.actor.login, at: event.created_at };
  }
  return null;
}

export async function hasWriteAccess(client: GitHubClient, login: string): Promise<boolean> {
  const asked = { doing: `tell whether ${login} has write access`, permission: "contents: read" };
  try {
    const { data } = await ask(asked, () =>
      client.rest.repos.getCollaboratorPermissionLevel({ ...inRepository(client), username: login }),
    );
    // The roles `maintain` and `write` are both told as write.
    return data.permission === "admin" || data.permission === "write";
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
