// The first word to GitHub: that something goes on, before anything heavy is loaded.
import { setFirstStatus } from "../github/index.ts";
import type { ActionInputs } from "./action-inputs.ts";
import { announcedCommit } from "./announced-commit.ts";
import type { RunContext } from "./run-context.ts";
import type { WorkflowEvent } from "./workflow-event.ts";

export const pendingWords = "Exporting the change and measuring it.";

/** @returns whether it was heard; if not, it is still to be said, where it is to be said at all */
export async function sayPending(inputs: ActionInputs, event: WorkflowEvent, run: RunContext | null): Promise<boolean> {
  const sha = announcedCommit(inputs, event);
  const { token } = inputs;
  if (sha === null || run === null || token === undefined) return false;
  const { apiUrl, repository, runUrl } = run;
  const status = { state: "pending", description: pendingWords, targetUrl: runUrl } as const;
  return setFirstStatus({ token, apiUrl, repository }, sha, status);
}
