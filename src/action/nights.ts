// After a night: what got slower since the last release, in one issue that names the commits in between.
import type { BaselineStore } from "../baseline/index.ts";
import { closeIssue, listCommitsBetween, writeIssue } from "../github/index.ts";
import {
  type CommitRange,
  commitRanges,
  findShifts,
  nightIssueMarker,
  nightSeries,
  type RangeEnds,
  renderNightIssue,
  unmeasuredCells,
} from "../nights/index.ts";
import { escapeMarkdown } from "../report/index.ts";
import type { Connection } from "./connection.ts";
import { say, warn } from "./job.ts";

export async function tellNights(connection: Connection, store: BaselineStore, tolerance: number): Promise<void> {
  const { records, skipped } = await store.read();
  for (const { path, why } of skipped) warn(`Skipped, not a record: ${path} (${why})`);
  const series = nightSeries(records.map(({ record }) => record)).at(-1);
  if (series === undefined) return;
  const shifts = findShifts(series, { tolerance });
  const issue = renderNightIssue({
    shifts,
    anchor: series.anchor,
    ranges: await Promise.all(commitRanges(shifts).map((ends) => readRange(connection, ends))),
    runUrl: connection.run.runUrl,
    failedCells: unmeasuredCells(series),
    escape: escapeMarkdown,
  });
  const { client } = connection;
  if (issue.open) say(`Slower nights: ${await writeIssue(client, nightIssueMarker, await connection.author(), issue)}`);
  else await closeIssue(client, nightIssueMarker, await connection.author(), issue);
}

/** A range that cannot be read is said to be unknown: the issue matters more than its list. */
async function readRange({ client, run }: Connection, { lastGood, firstBad }: RangeEnds): Promise<CommitRange> {
  const compareUrl = `${run.repositoryUrl}/compare/${lastGood}...${firstBad}`;
  try {
    return { lastGood, firstBad, compareUrl, ...(await listCommitsBetween(client, lastGood, firstBad)) };
  } catch (error) {
    warn(`The commits of ${compareUrl} could not be listed: ${error instanceof Error ? error.message : String(error)}`);
    return { lastGood, firstBad, compareUrl, commits: [], total: 0 };
  }
}
