// Whether the clocks that a launch was timed by can be believed: durations within the launch, launches one by one.
import type { CellMeasurement, Launch } from "./measurements.ts";

/** Durations are whole nanoseconds and a launch's seconds are read beside them: they differ by far less than this. */
const roundingMs = 1;

/** What setting a wall clock right by the network may take away between two launches. */
const wallSlackMs = 2000;

/**
 * What is timed follows one another, so that together it cannot take longer than its launch; and launches follow one
 * another, so that none can begin before the one ahead of it has ended.
 * @param before the launch ahead of it in the same cell
 * @returns what is wrong, as a sentence without its end, or null
 */
export function launchClockProblem(launch: Launch, before: Launch | null): string | null {
  const timedMs = timedNs(launch) / 1e6;
  const wholeMs = launch.seconds * 1000;
  // NaN compares with nothing: what cannot be shown to be right is wrong.
  if (!(timedMs <= wholeMs + roundingMs)) {
    return `what it timed adds up to ${inSeconds(timedMs)} and the whole launch took ${inSeconds(wholeMs)}, so the clock jumped`;
  }
  if (before === null) return null;
  const overlapMs = Date.parse(before.startedAt) + before.seconds * 1000 - Date.parse(launch.startedAt);
  if (!(overlapMs <= wallSlackMs)) {
    return `it began ${inSeconds(overlapMs)} before launch ${before.index} had ended, so the clock was set back, or launches of two runs were mixed`;
  }
  return null;
}

export interface ClockProblem {
  /** Index of the launch. */
  readonly launch: number;
  readonly problem: string;
}

/** The first launch of a measurement whose clock cannot be believed. */
export function clockProblem({
  launches,
  failures,
}: Pick<CellMeasurement, "launches" | "failures">): ClockProblem | null {
  // A launch that was thrown away because the clock was set back lies between two clocks.
  const cuts = failures.flatMap(({ kind, launch }) => (kind === "clock-jumped" && launch !== null ? [launch] : []));
  let before: Launch | null = null;
  for (const launch of [...launches].sort((one, other) => one.index - other.index)) {
    const previous: Launch | null = before;
    const isCut = previous !== null && cuts.some((cut) => previous.index < cut && cut < launch.index);
    const problem = launchClockProblem(launch, isCut ? null : previous);
    if (problem !== null) return { launch: launch.index, problem };
    before = launch;
  }
  return null;
}

function timedNs({ instances }: Launch): number {
  let sum = 0;
  for (const { createNs, pairs } of instances) {
    // Where each side has its own process, both are made at once.
    sum += Math.max(createNs.base ?? 0, createNs.head);
    for (const { baseNs, headNs } of pairs) {
      for (const ns of baseNs ?? []) sum += ns;
      for (const ns of headNs) sum += ns;
    }
  }
  return sum;
}

const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
