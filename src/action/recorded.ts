// What the baseline branch says, for a report: it informs, and never decides.
import { setTimeout as sleep } from "node:timers/promises";
import { type BaselineRecord, type BaselineStore, defaultBaselineBranch, openBranchStore } from "../baseline/index.ts";
import { githubData, readDefaultBranch } from "../github/index.ts";
import { InputError } from "./action-inputs.ts";
import type { Connection } from "./connection.ts";
import { say, warn } from "./job.ts";

export function openBaseline({ client }: Connection, branch: string | undefined, signal: AbortSignal): BaselineStore {
  return openBranchStore({
    data: githubData(client),
    branch: branch ?? defaultBaselineBranch,
    random: Math.random,
    sleep: (ms) => sleep(ms, undefined, { signal }),
    onNotice: say,
  });
}

/** @throws InputError if the branch is the one that the code is on: records would be commits to the code */
export async function openBaselineToWrite(
  connection: Connection,
  branch: string | undefined,
  signal: AbortSignal,
): Promise<BaselineStore> {
  const named = branch ?? defaultBaselineBranch;
  if (named === (await readDefaultBranch(connection.client))) {
    throw new InputError({
      what: `The baseline's branch is ${JSON.stringify(named)}, which is the repository's default branch.`,
      where: "`baseline.branch` in pacegate.yml",
      remedy: `Name a branch of its own, such as ${defaultBaselineBranch}; it is made when it is first written to.`,
    });
  }
  return openBaseline(connection, named, signal);
}

export interface RecordsSinceRelease {
  readonly records: readonly BaselineRecord[];
  /** Sentences about what could not be read. */
  readonly notices: readonly string[];
}

/** The newest records; a baseline that cannot be read is told, and the change is judged without it. */
export async function readRecorded(
  connection: Connection,
  branch: string | undefined,
  signal: AbortSignal,
): Promise<RecordsSinceRelease> {
  try {
    const { records, skipped } = await openBaseline(connection, branch, signal).read();
    const notices = skipped.slice(0, 3).map(({ path, why }) => `The baseline's file ${path} was skipped: ${why}`);
    return { records: records.map(({ record }) => record), notices };
  } catch (error) {
    signal.throwIfAborted();
    const notice = `The baseline could not be read, so what came before this change is not shown: ${error instanceof Error ? error.message : String(error)}`;
    warn(notice);
    return { records: [], notices: [notice] };
  }
}
