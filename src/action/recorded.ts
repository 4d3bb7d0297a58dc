// What the baseline branch says, for a report: it informs, and never decides.
import { setTimeout as sleep } from "node:timers/promises";
import { type BaselineRecord, type BaselineStore, openBranchStore } from "../baseline/index.ts";
import { githubData } from "../github/index.ts";
import type { Connection } from "./connection.ts";
import { say, warn } from "./job.ts";

export const defaultBaselineBranch = "pacegate-data";

export function openBaseline({ client }: Connection, branch: string | undefined, signal: AbortSignal): BaselineStore {
  return openBranchStore({
    data: githubData(client),
    branch: branch ?? defaultBaselineBranch,
    random: Math.random,
    sleep: (ms) => sleep(ms, undefined, { signal }),
    onNotice: say,
  });
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
