// The end of every gate: outputs, the record, the comment, and last the status, so that a green one has all behind it.
import { GitHubError, refuseShared } from "../github/index.ts";
import type { Judged } from "../pipeline.ts";
import { type Review, readReview } from "./acceptance.ts";
import type { Announced } from "./announced.ts";
import { announceComment, announceVerdict } from "./announcement.ts";
import { type Job, warn } from "./job.ts";
import { tell } from "./outputs.ts";
import { recordVerdict } from "./record-verdict.ts";
import { readRecorded } from "./recorded.ts";
import { keepResults } from "./results-artifact.ts";

/** The pull request under review, read when everything is measured. */
export interface PreparedReview {
  /** Null where no pull request is gated, or it may not be asked for: then nothing is accepted. */
  readonly read: (now: Date) => Promise<Review | null>;
  /** What was read. */
  readonly last: () => Review | null;
  /** The pull request's commit that is judged. */
  readonly headSha: string | null;
}

export function prepareReview({ event, connection }: Job): PreparedReview {
  if (connection === null) return noReview;
  if (event.kind === "pull-request") {
    return reviewOf((now) => readReview(connection, event.number, now), event.head);
  }
  // What was accepted on the pull request holds in the queue, else it could never be merged. The comment stays its own.
  if (event.kind === "merge-group" && event.number !== null) {
    const { number } = event;
    return reviewOf((now) => readReview(connection, number, now), null);
  }
  return noReview;
}

const noReview: PreparedReview = { read: async () => null, last: () => null, headSha: null };

export function reviewOf(read: (now: Date) => Promise<Review>, headSha: string | null): PreparedReview {
  let last: Review | null = null;
  return {
    headSha,
    last: () => last,
    read: async (now) => {
      try {
        last = await read(now);
      } catch (error) {
        if (!(error instanceof GitHubError) || error.kind !== "permission") throw error;
        warn(
          `${error.message}\n  The check decides all the same: nothing counts as accepted, and there is no comment.`,
        );
      }
      return last;
    },
  };
}

/** @returns the exit code */
export async function finish(
  job: Job,
  announced: Announced | null,
  judged: Judged,
  prepared: PreparedReview,
  now: Date,
): Promise<number> {
  const { inputs, connection, signal } = job;
  const { verdict, results, planned } = judged;
  const exitCode = await tell(verdict, results, inputs.summary);
  if (connection !== null && !inputs.dryRun) {
    const artifactUrl = await keepResults(connection.run, results);
    await recordVerdict(job, connection, judged, now);
    const review = prepared.last();
    if (inputs.comment && review !== null && prepared.headSha !== null) {
      const recorded = await readRecorded(connection, planned.config.baselineBranch, signal);
      await announceComment(connection, verdict, { review, headSha: prepared.headSha, recorded, artifactUrl, now });
    }
  }
  if (verdict.conclusion === "pass" && prepared.headSha !== null) await refuseGreenForOthers(announced);
  await announceVerdict(announced, verdict);
  return exitCode;
}

/** What passes against one branch may fail against another, and the commit's one check would stand for both. */
async function refuseGreenForOthers(announced: Announced | null): Promise<void> {
  if (announced === null) return;
  try {
    await refuseShared(announced.connection.client, announced.sha);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.kind !== "permission") throw error;
    warn(`${error.message}\n  Another open pull request that ends with the same commit would get the same check.`);
  }
}
