// Tells GitHub how a change stands: the commit status that can be required, and the one comment.
import * as core from "@actions/core";
import { creepSinceRelease, failedCells } from "../compare/index.ts";
import type { Verdict } from "../compare/verdict.ts";
import { GitHubError, writeComment } from "../github/index.ts";
import { renderComment, statusDescription, statusState } from "../report/index.ts";
import type { Review } from "./acceptance.ts";
import { type Announced, announce } from "./announced.ts";
import type { Connection } from "./connection.ts";
import { warn } from "./job.ts";
import type { RecordsSinceRelease } from "./recorded.ts";

export async function announceVerdict(announced: Announced | null, verdict: Verdict): Promise<void> {
  await announce(announced, statusState(verdict), statusDescription(verdict));
}

export interface CommentContents {
  readonly review: Review;
  /** The pull request's commit that was judged. */
  readonly headSha: string;
  readonly recorded: RecordsSinceRelease;
  readonly artifactUrl: string | undefined;
  readonly now: Date;
}

/** Without the permission the check still decides: the line that is missing is named, and that is all. */
export async function announceComment(
  { client, run }: Connection,
  verdict: Verdict,
  { review, headSha, recorded, artifactUrl, now }: CommentContents,
): Promise<void> {
  if (review.pullRequest.headSha !== headSha) {
    warn("The pull request has moved on: the comment is left to the gate of its newer commit.");
    return;
  }
  const body = renderComment(verdict, {
    runUrl: run.runUrl,
    artifactUrl,
    notices: recorded.notices,
    creep: creepSinceRelease({ records: recorded.records, verdict }),
    state: {
      schema: "pacegate/comment-state/1",
      commit: verdict.head.commit,
      decidedAt: now.toISOString(),
      failed: failedCells(verdict.cells),
      omitted: 0,
      acceptances: [...review.acceptances],
    },
    labelProblem: review.labelProblem,
  });
  try {
    const { url } = await writeComment(client, review.place, body, review.comment);
    core.setOutput("comment-url", url);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.kind !== "permission") throw error;
    warn(`${error.message}\n  The verdict stands without the comment; it is in the job's summary.`);
  }
}
