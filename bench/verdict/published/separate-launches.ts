// The data that another tool would have: of recorded launches, one side of some and the other side of others.
import type { LaunchRecord, VerdictRecord } from "../record.ts";
import type { Measured, OtherRule, SideRun } from "./rules/other-rule.ts";

/** Two jobs of a pipeline are at least so far apart. */
const apartMs = 2 * 60_000;

export interface OthersData {
  readonly measured: Measured;
  /** Of running what the rule asks for: each recorded launch ran both sides, so one side takes half of it. */
  readonly seconds: number;
  /** From the start of base's first run to that of head's. */
  readonly lagSeconds: number;
  /**
   * Verdicts that it has launches of, in time order; for a history all with the same base that it reaches across, since
   * the next replay takes those in between.
   */
  readonly uses: readonly VerdictRecord[];
}

interface Sides {
  readonly base: readonly LaunchRecord[];
  readonly head: readonly LaunchRecord[];
  /** That base was taken from. */
  readonly baseVerdict: VerdictRecord;
}

/**
 * For one recorded verdict: where the tool interleaves, both sides of its first launches; where it runs one side after
 * the other, base sides of its first launches and head sides of the next; where they are separate jobs, head sides of
 * its first launches and base sides of the first launches of the nearest verdict with the same base two minutes before
 * or more. The history goes on from there in the same steps, so that what it scatters by comes of gaps like the one that
 * is judged.
 * @param sameBase verdicts with the same base in the same surroundings, in time order
 * @returns null where the records do not hold so much
 */
export function dataFor(
  rule: OtherRule,
  verdict: VerdictRecord,
  sameBase: readonly VerdictRecord[],
): OthersData | null {
  const sides = sidesFor(rule, verdict, sameBase);
  if (sides === null || sides.base.length < rule.runs || sides.head.length < rule.runs) return null;
  const { base, head, baseVerdict } = sides;
  const history = historyBefore(startMs(base), rule.history.most, sameBase);
  if (history.length < rule.history.least) return null;
  const oldest = history.at(-1)?.verdict ?? baseVerdict;
  return {
    measured: {
      base: base.map((launch) => side(launch, "base")),
      head: head.map((launch) => side(launch, "head")),
      history: history.map(({ launch }) => side(launch, "base")),
    },
    seconds: [...base, ...head].reduce((sum, { seconds }) => sum + seconds / 2, 0),
    lagSeconds: (startMs(head) - startMs(base)) / 1000,
    uses:
      history.length === 0
        ? [...new Set([baseVerdict, verdict])]
        : sameBase.slice(sameBase.indexOf(oldest), sameBase.indexOf(verdict) + 1),
  };
}

function sidesFor(
  { design, runs }: OtherRule,
  verdict: VerdictRecord,
  sameBase: readonly VerdictRecord[],
): Sides | null {
  const { launches } = verdict;
  const first = launches.slice(0, runs);
  switch (design) {
    case "interleaved":
      return { base: first, head: first, baseVerdict: verdict };
    case "consecutive":
      return { base: first, head: launches.slice(runs, 2 * runs), baseVerdict: verdict };
    case "separate": {
      // Of eight subgraphs now the one and now the other is the shorter one that is slowed: another base.
      if (verdict.graph === "eight subgraphs" || first.length < runs) return null;
      const latest = startMs(first) - apartMs;
      const before = sameBase.findLast(
        (candidate) => candidate.launches.length >= runs && startMs(candidate.launches) <= latest,
      );
      return before === undefined ? null : { base: before.launches.slice(0, runs), head: first, baseVerdict: before };
    }
  }
}

/** Newest first. */
function historyBefore(start: number, most: number, sameBase: readonly VerdictRecord[]) {
  const history: { verdict: VerdictRecord; launch: LaunchRecord }[] = [];
  let latest = start - apartMs;
  for (const verdict of sameBase.toReversed()) {
    if (history.length >= most) break;
    // Launches of one verdict are seconds apart: one of them is a run, the others would be the same run again.
    const [launch] = verdict.launches;
    if (launch === undefined || Date.parse(launch.startedAt) > latest) continue;
    history.push({ verdict, launch });
    latest = Date.parse(launch.startedAt) - apartMs;
  }
  return history;
}

function side(launch: LaunchRecord, which: "base" | "head"): SideRun {
  return launch.instances.map((instance) => instance[which]);
}

function startMs(launches: readonly LaunchRecord[]): number {
  return Date.parse(launches[0]?.startedAt ?? "");
}
