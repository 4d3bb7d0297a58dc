// The commit status that branch protection can require: pending at first, in the end what was decided.
import { setCommitStatus } from "../github/index.ts";
import { PacegateError } from "../pacegate-error.ts";
import type { Connection } from "./connection.ts";
import { type Job, warn } from "./job.ts";

/** Where the status goes. */
export interface Announced {
  readonly connection: Connection;
  readonly sha: string;
}

/**
 * @returns null where nothing is announced: without a token, in a dry run, for modes that decide nothing, for a fork's
 * own run (its token may not), and for what is on the default branch already
 */
export function findAnnounced({ inputs, event, connection }: Job): Announced | null {
  if (connection === null || inputs.dryRun || !inputs.status) return null;
  // A report without a request only renders a verdict again, unless the job that should have made one failed.
  const rendersAgain = inputs.mode === "report" && inputs.request === undefined && inputs.results !== undefined;
  if (inputs.mode === "export" || inputs.mode === "bench" || rendersAgain) return null;
  switch (event.kind) {
    case "pull-request":
      return event.fork ? null : { connection, sha: event.head };
    case "merge-group":
      return { connection, sha: event.head };
    // The commit of a fork's run is asked of GitHub first.
    case "workflow-run":
    case "push":
    case "night":
    case "release":
    case "manual":
      return null;
  }
}

export async function announcePending(announced: Announced | null, description: string): Promise<void> {
  await announce(announced, "pending", description);
}

/** The gate could not decide. Whatever goes wrong in saying so must not hide why. */
export async function announceFailure(announced: Announced | null, error: unknown): Promise<void> {
  const description = error instanceof PacegateError ? error.what : "The gate failed: its log says why.";
  try {
    await announce(announced, "error", description);
  } catch (second) {
    warn(`The commit status could not be set either: ${second instanceof Error ? second.message : String(second)}`);
  }
}

export async function announce(
  announced: Announced | null,
  state: "pending" | "success" | "failure" | "error",
  description: string,
): Promise<void> {
  if (announced === null) return;
  const { connection, sha } = announced;
  await setCommitStatus(connection.lastWords, sha, { state, description, targetUrl: connection.run.runUrl });
}
