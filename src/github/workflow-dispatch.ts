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

/** Of all inputs together (docs.github.com, "Create a workflow dispatch event"). */
const maxInputCharacters = 65_535;

const detailsSchema = z.object({ workflow_run_id: z.int().positive(), html_url: z.string() });

/**
 * @param client not ended by `signal`: a start that is under way may happen, and whoever cancels has to know the run
 * @param signal ends the search for a run that GitHub did not name
 * @throws GitHubError that says what is missing: the workflow, its trigger, an input, a permission, a policy
 */
export async function startWorkflow(
  client: GitHubClient,
  start: WorkflowStart,
  signal: AbortSignal,
  search: SearchPace = defaultSearch,
): Promise<StartedRun> {
  signal.throwIfAborted();
  checkInputs(start);
  const answer = await dispatchOnce(client, start, signal, search);
  if (answer.run !== null) return answer.run;
  const found = await findRun(client, start, signal, search);
  if (found !== null) return found;
  throw notFound(start);
}

function checkInputs({ workflow, inputs }: WorkflowStart): void {
  const characters = Object.entries(inputs).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (characters <= maxInputCharacters) return;
  throw new GitHubError("refused", null, {
    what: `The inputs for ${workflow} have ${characters} characters, and GitHub takes ${maxInputCharacters}.`,
    remedy: "Name fewer targets, fewer `runners` or shorter labels in pacegate.yml.",
  });
}

/** @returns the run, or null where GitHub took the start and did not name it (204, before February 2026) */
async function dispatchOnce(
  client: GitHubClient,
  start: WorkflowStart,
  signal: AbortSignal,
  search: SearchPace,
): Promise<{ readonly run: StartedRun | null }> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const details = detailsSchema.safeParse(await dispatch(client, start));
      return { run: details.success ? { id: details.data.workflow_run_id, url: details.data.html_url } : null };
    } catch (error) {
      const explained = explain(error, askedFor(start, error));
      if (!isPassing(explained)) throw explained;
      const tries = Math.min(search.tries, shortSearchTries);
      const run = await findRun(client, start, signal, { ...search, tries });
      if (run !== null) return { run };
      if (attempt >= 1) throw explained;
    }
  }
}

/** Whether what was asked may have happened, or may succeed another time. */
function isPassing(error: unknown): boolean {
  return error instanceof GitHubError && (error.kind === "network" || error.kind === "server");
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
    try {
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
    } catch (error) {
      // A run that nobody finds runs on for nothing.
      if (!isPassing(error) || attempt + 1 === tries) throw error;
    }
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
  switch (error instanceof Object && "status" in error ? error.status : null) {
    case 403:
      return {
        ...asked,
        remedy:
          "Give the job `permissions: actions: write`. If it has that, a policy of the organisation forbids workflow_dispatch: its owners can allow it, or use the reusable workflow instead.",
      };
    case 404:
      return {
        ...asked,
        remedy: `There is no ${workflow} on ${ref}: write it with \`pacegate init\`, and merge it first.`,
      };
    default:
      return asked;
  }
}
