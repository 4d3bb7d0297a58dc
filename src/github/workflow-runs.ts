// Runs and their jobs: how far they are, and how they are stopped.
import { type GitHubClient, inRepository, repeatable } from "./client.ts";
import { ask, GitHubError } from "./github-error.ts";

export type RunJob =
  | { readonly name: string; readonly state: "queued" }
  | { readonly name: string; readonly state: "running"; readonly startedAt: string; readonly runner: string | null }
  | { readonly name: string; readonly state: "done"; readonly conclusion: string };

/** Jobs of the run's latest attempt. */
export async function listRunJobs(client: GitHubClient, runId: number): Promise<readonly RunJob[]> {
  const asked = { doing: `list the jobs of run ${runId}`, permission: "actions: read" };
  const jobs = await ask(asked, () =>
    client.rest.paginate(client.rest.actions.listJobsForWorkflowRun, {
      ...inRepository(client),
      run_id: runId,
      per_page: 100,
    }),
  );
  return jobs.map(({ name, status, conclusion, started_at, runner_name }): RunJob => {
    if (status === "completed") return { name, state: "done", conclusion: conclusion ?? "unknown" };
    if (status === "in_progress") return { name, state: "running", startedAt: started_at, runner: runner_name || null };
    return { name, state: "queued" };
  });
}

/** A run that is over already cannot be cancelled, which is as good. */
export async function cancelRun(client: GitHubClient, runId: number): Promise<void> {
  const asked = { doing: `cancel run ${runId}`, permission: "actions: write" };
  try {
    await ask(asked, () =>
      client.rest.actions.cancelWorkflowRun({ ...inRepository(client), run_id: runId, ...repeatable }),
    );
  } catch (error) {
    if (error instanceof GitHubError && error.status === 409) return;
    throw error;
  }
}

export interface RunDetails {
  readonly id: number;
  readonly attempt: number;
  readonly event: string;
  readonly status: string | null;
  readonly conclusion: string | null;
  /** Path of its workflow file. */
  readonly path: string;
  readonly headSha: string;
  readonly headRef: string | null;
  readonly headOwner: string | null;
  /** `owner/name`. */
  readonly headRepository: string | null;
  readonly url: string;
}

export async function readRun(client: GitHubClient, runId: number): Promise<RunDetails> {
  const asked = { doing: `show run ${runId}`, permission: "actions: read" };
  const { data } = await ask(asked, () =>
    client.rest.actions.getWorkflowRun({ ...inRepository(client), run_id: runId }),
  );
  const { head_repository: repository } = data;
  return {
    id: data.id,
    attempt: data.run_attempt ?? 1,
    event: data.event,
    status: data.status,
    conclusion: data.conclusion,
    path: data.path,
    headSha: data.head_sha,
    headRef: data.head_branch,
    headOwner: repository?.owner?.login ?? null,
    headRepository: repository?.full_name ?? null,
    url: data.html_url,
  };
}
