// The commit that gets a commit status, as far as the job's event tells.
import type { ActionInputs } from "./action-inputs.ts";
import type { WorkflowEvent } from "./workflow-event.ts";

/**
 * @returns null where nothing is announced: in a dry run, for modes that decide nothing, for a fork's own run (its
 * token may not), and for what is on the default branch already
 */
export function announcedCommit(inputs: ActionInputs, event: WorkflowEvent): string | null {
  if (inputs.dryRun || !inputs.status) return null;
  // A report without a request only renders a verdict again, unless the job that should have made one failed.
  const rendersAgain = inputs.mode === "report" && inputs.request === undefined && inputs.results !== undefined;
  if (inputs.mode === "export" || inputs.mode === "bench" || rendersAgain) return null;
  switch (event.kind) {
    case "pull-request":
      return event.fork ? null : event.head;
    case "merge-group":
      return event.head;
    // The commit of a fork's run is asked of GitHub first.
    case "workflow-run":
    case "push":
    case "night":
    case "release":
    case "manual":
      return null;
  }
}
