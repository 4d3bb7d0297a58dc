// Why GitHub did not do what was asked, with the line of YAML to add where a permission is missing.
import { RequestError } from "@octokit/request-error";
import { PacegateError } from "../pacegate-error.ts";

export type GitHubErrorKind =
  | "permission"
  | "credentials"
  | "not-found"
  | "refused"
  | "rate-limit"
  | "server"
  | "network"
  /** An answer that is none: it does not look as GitHub's documentation says. */
  | "answer";

export class GitHubError extends PacegateError {
  readonly kind: GitHubErrorKind;
  /** HTTP status; null where there was no answer. */
  readonly status: number | null;

  constructor(
    kind: GitHubErrorKind,
    status: number | null,
    parts: { what: string; where?: string; remedy: string; cause?: unknown },
  ) {
    super(parts);
    this.kind = kind;
    this.status = status;
  }
}

export interface Asked {
  /** Completes "GitHub did not …": `set the commit status`. */
  readonly doing: string;
  /** As workflows write it: `statuses: write`. */
  readonly permission: string;
  /** Wins over the general remedy for what was not found or refused. */
  readonly remedy?: string;
}

const permissionMessage = /not accessible by (integration|personal access token)|must have (admin|push|write)/i;

function addPermission(permission: string): string {
  return `Add to the job in the workflow:\n    permissions:\n      ${permission}`;
}

/** GitHub names what would do in a header, any one of `issues=write; pull_requests=write`: ours, where it is among them. */
function acceptedPermission(error: RequestError, ours: string): string {
  const header = String(error.response?.headers["x-accepted-github-permissions"] ?? "");
  const accepted = Array.from(
    header.matchAll(/(?<=^|;\s*)([a-z_]+)=(read|write)(?=\s*(?:;|$))/g),
    ([, name = "", access = ""]) => {
      return `${name.replaceAll("_", "-")}: ${access}`;
    },
  );
  return accepted.includes(ours) ? ours : (accepted[0] ?? ours);
}

function causeOf(error: RequestError): GitHubErrorKind {
  if (error.response === undefined) return "network";
  const { status } = error;
  const limited = /rate limit/i.test(error.message) || error.response.headers["retry-after"] !== undefined;
  if (status === 429 || (status === 403 && limited)) return "rate-limit";
  if (status === 401) return "credentials";
  if (status === 403) return "permission";
  if (status === 404 || status === 410) return "not-found";
  return status >= 500 ? "server" : "refused";
}

function remedyFor(kind: GitHubErrorKind, error: RequestError, asked: Asked): string {
  switch (kind) {
    case "permission":
      return permissionMessage.test(error.message)
        ? addPermission(acceptedPermission(error, asked.permission))
        : (asked.remedy ??
            `${addPermission(asked.permission)}\n  Or a policy of the organisation forbids it: ask its owners.`);
    case "credentials":
      return "The token is wrong or has expired: give the input `token`, or leave it out for the job's own token.";
    case "not-found":
      // GitHub answers 404 also for what the token may not see.
      return (
        asked.remedy ?? `Check that it exists. If it does, the token may not see it. ${addPermission(asked.permission)}`
      );
    case "refused":
      return asked.remedy ?? "Its reason is above; nothing was changed.";
    case "rate-limit":
      return "Run the job again later: the hourly limit of requests is used up, or too much was written at once.";
    case "server":
    case "network":
    case "answer":
      return "Run the job again: what was measured before is kept where a cache is.";
  }
}

/** Turns whatever a request threw into a sentence; what is no answer of GitHub's is passed through. */
export function explain(error: unknown, asked: Asked): unknown {
  if (!(error instanceof RequestError)) return error;
  const kind = causeOf(error);
  const answer = kind === "network" ? error.message : `${error.status}: ${error.message.split(" - https://")[0]}`;
  const { pathname } = new URL(error.request.url);
  return new GitHubError(kind, error.response === undefined ? null : error.status, {
    what: `GitHub did not ${asked.doing} (${answer}).`,
    where: `${error.request.method} ${pathname}`,
    remedy: remedyFor(kind, error, asked),
    cause: error,
  });
}

/** Asks GitHub for something, and explains why it was refused. */
export async function ask<Answer>(asked: Asked, request: () => Promise<Answer>): Promise<Answer> {
  try {
    return await request();
  } catch (error) {
    throw explain(error, asked);
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof GitHubError && error.kind === "not-found";
}
