// What was found on the default branch goes into the baseline; a pull request's job never writes there.
import { type BaselineRecord, recordOfVerdict } from "../baseline/index.ts";
import type { Acceptance } from "../compare/acceptance.ts";
import { findMergedPullRequest, readComment } from "../github/index.ts";
import type { Judged } from "../pipeline.ts";
import { commentMarker, readCommentState, renderTrend } from "../report/index.ts";
import type { Connection } from "./connection.ts";
import { type Job, say, warn } from "./job.ts";
import { bundlesKey, keepInRelease } from "./kept-bundles.ts";
import { tellNights } from "./nights.ts";
import { openBaselineToWrite } from "./recorded.ts";

type Kind = BaselineRecord["kind"];

function kindOf({ event }: Job): Kind | null {
  switch (event.kind) {
    case "push":
      return event.toDefault ? "merge" : null;
    case "night":
      return "night";
    case "release":
      return "release";
    case "pull-request":
    case "workflow-run":
    case "merge-group":
    case "manual":
      return null;
  }
}

export async function recordVerdict(job: Job, connection: Connection, judged: Judged, now: Date): Promise<void> {
  const kind = kindOf(job);
  const { verdict, planned } = judged;
  const { commit } = verdict.head;
  if (kind === null || commit === null) return;
  const store = await openBaselineToWrite(connection, planned.config.baselineBranch, job.signal);
  const tag = job.event.kind === "release" ? job.event.tag : null;
  const inRelease = tag === null ? false : await keepInRelease(connection, tag, planned);
  const { run, client } = connection;
  const record = recordOfVerdict(verdict, commit, {
    kind,
    recordedAt: now.toISOString(),
    tag: kind === "night" ? (planned.anchor ?? null) : tag,
    run: { id: run.runId, attempt: run.attempt, url: run.runUrl },
    bundle: {
      digest: planned.head.digest,
      ...(inRelease
        ? { place: "release-asset" as const, key: tag ?? "" }
        : { place: "cache" as const, key: bundlesKey(commit) }),
    },
    acceptances: kind === "merge" ? await mergedAcceptances(connection, commit) : [],
  });
  const title = `${client.repository.owner}/${client.repository.name}`;
  const path = await store.append(
    record,
    ({ records }) =>
      new Map([
        [
          "trend.html",
          renderTrend(
            records.map((stored) => stored.record),
            { title },
          ),
        ],
      ]),
  );
  say(`Recorded: ${path}`);
  if (kind === "night") await tellNights(connection, store, planned.config.gate.tolerance);
}

/** What was accepted in the pull request that brought this commit; it is told, and decides nothing any more. */
async function mergedAcceptances(connection: Connection, commit: string): Promise<Acceptance[]> {
  try {
    const pullRequest = await findMergedPullRequest(connection.client, commit);
    if (pullRequest === null) return [];
    const place = { number: pullRequest.number, marker: commentMarker, author: await connection.author() };
    const comment = await readComment(connection.client, place);
    return comment === null ? [] : [...(readCommentState(comment.body)?.acceptances ?? [])];
  } catch (error) {
    warn(
      `What was accepted in the merged pull request is not recorded: ${error instanceof Error ? error.message : String(error)}`,
    );
    return [];
  }
}
