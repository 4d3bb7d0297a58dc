// The commit status that branch protection can require: pending at first, in the end what was decided.
import { setCommitStatus } from "../github/index.ts";
import { PacegateError } from "../pacegate-error.ts";
import { announcedCommit } from "./announced-commit.ts";
import type { Connection } from "./connection.ts";
import { type Job, warn } from "./job.ts";

/** Where the status goes. */
export interface Announced {
  readonly connection: Connection;
  readonly sha: string;
}

/** @returns null where nothing is announced, and without a token */
export function findAnnounced({ inputs, event, connection }: Job): Announced | null {
  const sha = announcedCommit(inputs, event);
  return connection === null || sha === null ? null : { connection, sha };
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
