// The baseline's branch on GitHub itself, for the one command that changes it; loaded when it is asked for.
import { setTimeout as sleep } from "node:timers/promises";
import { type BaselineStore, openBranchStore } from "../baseline/index.ts";
import { githubData, makeGitHubClient } from "../github/index.ts";

export interface GitHubBranch {
  readonly repository: { readonly owner: string; readonly name: string };
  readonly branch: string;
  readonly token: string;
  readonly apiUrl: string;
  readonly signal: AbortSignal;
  readonly onNotice: (line: string) => void;
}

export function openGitHubBranch({ branch, ...access }: GitHubBranch): BaselineStore {
  const { signal, onNotice } = access;
  return openBranchStore({
    data: githubData(makeGitHubClient(access)),
    branch,
    random: Math.random,
    sleep: (ms) => sleep(ms, undefined, { signal }),
    onNotice,
  });
}
