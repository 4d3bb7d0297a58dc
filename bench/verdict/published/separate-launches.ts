// The data that another tool would have: of recorded launches, one side of one and the other side of another.
import type { LaunchRecord, VerdictRecord } from "../record.ts";
import type { Measured, OtherRule, SideRun } from "./rules/other-rule.ts";

/** Two jobs of a pipeline are at least so far apart. */
const apartMs = 2 * 60_000;

export interface OthersData {
  readonly measured: Measured;
  /** Of running what the rule asks for: each recorded launch ran both sides, so one side takes half of it. */
  readonly seconds: number;
}

/**
 * For one recorded verdict: head is the head side of its first launches; base is the base side of the first launches of
 * an earlier verdict on the same pair, or of the same launches where the tool interleaves; the history is base sides of
 * launches before that, each two minutes or more from the next, of any pair with the same base.
 * @param earlier verdicts on the same pair, in time order
 * @param sameBase verdicts with the same base in the same surroundings, in time order
 * @returns null where the records do not go back so far
 */
export function dataFor(
  rule: OtherRule,
  verdict: VerdictRecord,
  earlier: readonly VerdictRecord[],
  sameBase: readonly VerdictRecord[],
): OthersData | null {
  const headLaunches = verdict.launches.slice(0, rule.runs);
  const baseLaunches = rule.design === "interleaved" ? headLaunches : baseBefore(rule, headLaunches, earlier);
  if (baseLaunches === null || headLaunches.length < rule.runs) return null;
  const history = historyBefore(startOf(baseLaunches), rule.history.most, sameBase);
  if (history.length < rule.history.least) return null;
  return {
    measured: {
      base: baseLaunches.map((launch) => side(launch, "base")),
      head: headLaunches.map((launch) => side(launch, "head")),
      history: history.map((launch) => side(launch, "base")),
    },
    seconds: [...baseLaunches, ...headLaunches].reduce((sum, { seconds }) => sum + seconds / 2, 0),
  };
}

function baseBefore(
  rule: OtherRule,
  headLaunches: readonly LaunchRecord[],
  earlier: readonly VerdictRecord[],
): readonly LaunchRecord[] | null {
  const latest = startOf(headLaunches) - apartMs;
  const before = earlier.findLast(({ launches }) => launches.length >= rule.runs && startOf(launches) <= latest);
  return before?.launches.slice(0, rule.runs) ?? null;
}

/** Newest first. */
function historyBefore(start: number, most: number, sameBase: readonly VerdictRecord[]): readonly LaunchRecord[] {
  const history: LaunchRecord[] = [];
  let latest = start - apartMs;
  for (let index = sameBase.length - 1; index >= 0 && history.length < most; index -= 1) {
    // Launches of one verdict are seconds apart: one of them is a run, the others would be the same run again.
    const launch = sameBase[index]?.launches[0];
    if (launch === undefined || Date.parse(launch.startedAt) > latest) continue;
    history.push(launch);
    latest = Date.parse(launch.startedAt) - apartMs;
  }
  return history;
}

function side(launch: LaunchRecord, which: "base" | "head"): SideRun {
  return launch.instances.map((instance) => instance[which]);
}

function startOf(launches: readonly LaunchRecord[]): number {
  return Date.parse(launches[0]?.startedAt ?? "");
}
