// Starts a workflow on the default branch, exactly once, and knows which run it became.
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type GitHubClient, inRepository } from "./client.ts";
import { type Asked, ask, explain, GitHubError } from "./github-error.ts";

export interface WorkflowStart {
  /** File name below `.github/workflows`. */
  readonly workflow: string;
  readonly ref: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** Part of the run's name by its `run-name`: how it is found where the server does not say. */
  readonly nonce: string;
}

export interface StartedRun {
  readonly id: number;
  readonly url: string;
}

export interface SearchPace {
  readonly pauseMs: number;
  readonly tries: number;
}

/** A run appears within seconds; a minute is generous. */
const defaultSearch: SearchPace = { pauseMs: 3000, tries: 20 };
/** After a lost answer: was it started or not? */
const shortSearchTries = 4;

const detailsSchema = z.object({ workflow_run_id: z.int().positive(), html_url: z.string() });

/** @throws GitHubError that says what is missing: the workflow, its trigger, an input, a permission, a policy */
export async function startWorkflow(
  client: GitHubClient,
  start: WorkflowStart,
  signal: AbortSignal,
  search: SearchPace = defaultSearch,
): Promise<StartedRun> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer = await dispatch(client, start);
      const details = detailsSchema.safeParse(answer);
      if (details.success) return { id: details.data.workflow_run_id, url: details.data.html_url };
      // GitHub before February 2026 answers 204 with nothing.
      const found = await findRun(client, start, signal, search);
      if (found !== null) return found;
      throw notFound(start);
    } catch (error) {
      const explained = explain(error, askedFor(start, error));
      const lost = explained instanceof GitHubError && (explained.kind === "network" || explained.kind === "server");
      if (!lost) throw explained;
      const found = await findRun(client, start, signal, {
        ...search,
        tries: Math.min(search.tries, shortSearchTries),
      });
      if (found !== null) return found;
      if (attempt >= 1) throw explained;
    }
  }
}

async function dispatch(client: GitHubClient, { workflow, ref, inputs }: WorkflowStart): Promise<unknown> {
  const answer = await client.rest.request("POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches", {
    ...inRepository(client),
    workflow_id: workflow,
    ref,
    inputs: { ...inputs },
    return_run_details: true,
  });
  return answer.data;
}

async function findRun(
  client: GitHubClient,
  { workflow, nonce }: WorkflowStart,
  signal: AbortSignal,
  { pauseMs, tries }: SearchPace,
): Promise<StartedRun | null> {
  const asked = { doing: "list the runs of the bench workflow", permission: "actions: write" };
  for (let attempt = 0; attempt < tries; attempt += 1) {
    if (attempt > 0) await sleep(pauseMs, undefined, { signal });
    const { data } = await ask(asked, () =>
      client.rest.actions.listWorkflowRuns({
        ...inRepository(client),
        workflow_id: workflow,
        event: "workflow_dispatch",
        per_page: 30,
      }),
    );
    const run = data.workflow_runs.find(({ display_title }) => display_title.includes(nonce));
    if (run !== undefined) return { id: run.id, url: run.html_url };
  }
  return null;
}

function notFound({ workflow, nonce }: WorkflowStart): GitHubError {
  return new GitHubError("answer", null, {
    what: `GitHub accepted the start of ${workflow}, but no run with ${nonce} in its name appeared.`,
    remedy: `Give ${workflow} the line \`run-name: Pacegate bench \${{ inputs.nonce }}\`; \`pacegate init\` writes it.`,
  });
}

/** Refusals of a dispatch, each with what to do about it (docs.github.com, "Create a workflow dispatch event"). */
function askedFor({ workflow, ref }: WorkflowStart, error: unknown): Asked {
  const message = error instanceof Error ? error.message : "";
  const asked = { doing: `start the workflow ${workflow} on ${ref}`, permission: "actions: write" };
  if (/unexpected inputs|required input/i.test(message)) {
    return {
      ...asked,
      remedy: `${workflow} is from another version of Pacegate: write it again with \`pacegate init --force\`, and merge it.`,
    };
  }
  if (/disabled/i.test(message)) return { ...asked, remedy: `Enable ${workflow} in the repository's Actions tab.` };
  if (/does not have .*workflow_dispatch/i.test(message)) {
    return {
      ...asked,
      remedy: `${workflow} has no \`workflow_dispatch\` trigger on ${ref}: write it with \`pacegate init --force\`, and merge it.`,
    };
  }
  return {
    ...asked,
    remedy:
      error instanceof Object && "status" in error && error.status === 403
        ? "Give the job `permissions: actions: write`. If it has that, a policy of the organisation forbids workflow_dispatch: its owners can allow it, or use the reusable workflow instead."
        : `There is no ${workflow} on ${ref}: write it with \`pacegate init\`, and merge it first.`,
  };
}
