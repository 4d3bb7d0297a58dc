// Whether somebody with write access lets a slower change through, and what exactly they saw when they did.
import { type Acceptance, acceptanceLabel } from "../compare/acceptance.ts";
import { makeAcceptance, parseAcceptanceRequest, requestProblem } from "../compare/index.ts";
import {
  type CommentPlace,
  findLabelSetter,
  hasWriteAccess,
  type PullRequestDetails,
  readComment,
  readPullRequest,
  type StickyComment,
} from "../github/index.ts";
import { commentMarker, readCommentState } from "../report/index.ts";
import type { Connection } from "./connection.ts";

/** A pull request as it stands when everything is measured. */
export interface Review {
  readonly pullRequest: PullRequestDetails;
  readonly comment: StickyComment | null;
  readonly place: CommentPlace;
  readonly acceptances: readonly Acceptance[];
  /** Why the label covers nothing though it is set. */
  readonly labelProblem: string | undefined;
}

export async function readReview(connection: Connection, number: number, now: Date): Promise<Review> {
  const { client } = connection;
  const place = { number, marker: commentMarker, author: await connection.author() };
  const pullRequest = await readPullRequest(client, number);
  const comment = await readComment(client, place);
  const found = pullRequest.labels.includes(acceptanceLabel)
    ? await findAcceptance(connection, pullRequest, comment, now)
    : { acceptances: [], labelProblem: undefined };
  return { pullRequest, comment, place, ...found };
}

async function findAcceptance(
  { client }: Connection,
  { number, body }: PullRequestDetails,
  comment: StickyComment | null,
  now: Date,
): Promise<Pick<Review, "acceptances" | "labelProblem">> {
  const refuse = (labelProblem: string) => ({ acceptances: [], labelProblem });
  const setter = await findLabelSetter(client, number, acceptanceLabel);
  if (setter === null) return refuse("Nobody is known to have set the label: remove it and set it again.");
  if (!(await hasWriteAccess(client, setter.login))) {
    return refuse(`${setter.login}, who set the label, has no write access: somebody who has must set it.`);
  }
  const state = comment === null ? null : readCommentState(comment.body);
  // Once taken down an acceptance stays as it was, whatever is written into the pull request's text later.
  const known = state?.acceptances.find(({ acceptedAt, by }) => acceptedAt === setter.at && by === setter.login);
  const earlier = state?.acceptances ?? [];
  if (known !== undefined) return { acceptances: earlier, labelProblem: undefined };

  const request = parseAcceptanceRequest(body);
  const problem = requestProblem(request, now);
  if (request === null || "problem" in request || problem !== null) return refuse(problem ?? "");
  // Both times are GitHub's: what was accepted is what the comment said when the label was set.
  if (comment === null || state === null || Date.parse(comment.updatedAt) > Date.parse(setter.at)) {
    return refuse("The label was set before there was this result to accept: remove it and set it again.");
  }
  const { commit, failed } = state;
  const acceptance = makeAcceptance({ request, by: setter.login, acceptedAt: setter.at, commit, failed });
  return { acceptances: [...earlier, acceptance], labelProblem: undefined };
}
