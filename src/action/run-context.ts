// Where this job runs: repository, run and addresses, from the variables that every runner sets.
import { z } from "zod";
import { InputError } from "./action-inputs.ts";

const wholeNumber = z.string().regex(/^\d+$/).transform(Number);

/** docs.github.com, "Variables reference: default environment variables". */
const variablesSchema = z.object({
  GITHUB_REPOSITORY: z.string().regex(/^[^/\s]+\/[^/\s]+$/),
  GITHUB_API_URL: z.url(),
  GITHUB_SERVER_URL: z.url(),
  GITHUB_RUN_ID: wholeNumber,
  GITHUB_RUN_ATTEMPT: wholeNumber,
});

export interface RunContext {
  readonly repository: { readonly owner: string; readonly name: string };
  readonly apiUrl: string;
  readonly runId: number;
  readonly attempt: number;
  readonly runUrl: string;
  readonly repositoryUrl: string;
}

/** @returns null outside of a workflow */
export function readRunContext(environment: Readonly<Record<string, string | undefined>>): RunContext | null {
  if (!environment.GITHUB_RUN_ID) return null;
  const parsed = variablesSchema.safeParse(environment);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError({
      what: `The variable ${issue?.path.join(".") ?? ""} is not as a runner sets it: ${issue?.message ?? ""}.`,
      where: "the job's environment",
      remedy: "Run the action in a workflow, or unset GITHUB_RUN_ID to run it elsewhere.",
    });
  }
  const variables = parsed.data;
  const [owner = "", name = ""] = variables.GITHUB_REPOSITORY.split("/");
  const repositoryUrl = `${variables.GITHUB_SERVER_URL}/${variables.GITHUB_REPOSITORY}`;
  return {
    repository: { owner, name },
    apiUrl: variables.GITHUB_API_URL,
    runId: variables.GITHUB_RUN_ID,
    attempt: variables.GITHUB_RUN_ATTEMPT,
    runUrl: `${repositoryUrl}/actions/runs/${variables.GITHUB_RUN_ID}`,
    repositoryUrl,
  };
}

/** Names carry run and attempt: a job that is run again uploads anew. */
export function parcelArtifact({ runId, attempt }: RunContext): string {
  return `pacegate-parcel-${runId}-${attempt}`;
}

export function forkArtifact(runId: number, attempt: number): string {
  return `pacegate-fork-${runId}-${attempt}`;
}
