// The product's own rule on launches that were recorded: when it would have stopped, and what it would have said.
import { stretchToFirstLook } from "../../../src/bench/stop-rule.ts";
import { decideSequentially, type SequentialRule } from "../../../src/statistics/index.ts";
import type { LaunchRecord } from "../record.ts";
import { called, type Outcome } from "./outcome.ts";

export interface ReplayedCell {
  readonly called: Outcome["called"];
  readonly launches: number;
  readonly seconds: number;
}

/**
 * The mean alone: the records hold no tail, and no unchanged subgraph that could overrule it.
 * @param from the first launch; past the last one it goes on with the first
 */
export function replayCell(
  launches: readonly LaunchRecord[],
  from: number,
  rule: SequentialRule,
  secondsLimit: number,
): ReplayedCell {
  const logRatios: number[] = [];
  let seconds = 0;
  let longest = 0;
  for (;;) {
    const launch = launches[(from + logRatios.length) % launches.length];
    if (launch === undefined) throw new RangeError("a replay needs launches");
    logRatios.push(launch.logRatio);
    seconds += launch.seconds;
    longest = Math.max(longest, launch.seconds);
    const limit = secondsLimit * (logRatios.length < rule.firstLook ? stretchToFirstLook : 1);
    const atLimit = logRatios.length >= rule.maxLaunches || seconds + longest > limit;
    const { state } = decideSequentially(logRatios, rule, atLimit);
    if (state !== "continue") return { called: called(state), launches: logRatios.length, seconds };
  }
}
