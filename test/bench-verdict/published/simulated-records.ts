// Simulated records of live verdicts, from a seed: no machine measured them, and no figure of theirs is published.

import type { GraphName, Neighbour, VerdictRecord } from "../../../bench/verdict/record.ts";
import { type Random, seededRandom } from "../../../src/bench/seeded-random.ts";
import { gaussian } from "../../statistics/simulated-launches.ts";
import { sampleRecord } from "../sample-record.ts";

export interface SimulatedPair {
  readonly graph?: GraphName;
  readonly variant?: VerdictRecord["variant"];
  readonly addedPercent?: number;
  readonly neighbour?: Neighbour;
  readonly threads?: number;
  readonly verdicts: number;
  readonly launches?: number;
  readonly decision?: VerdictRecord["decision"];
  readonly seconds?: number;
}

export interface SimulatedNoise {
  /** Standard deviations of logs: of a side from launch to launch, and of head/base within a launch. */
  readonly betweenLaunches: number;
  readonly withinLaunch: number;
  /** log(first/second) of the side created, or warmed up, first. */
  readonly createdFirst: number;
  readonly warmedFirst: number;
  readonly bias: number;
}

export const quietNoise: SimulatedNoise = {
  betweenLaunches: 0.15,
  withinLaunch: 0.004,
  createdFirst: 0.025,
  warmedFirst: 0.0036,
  bias: 0,
};

const start = Date.parse("2026-01-01T00:00:00Z");

/** Verdicts on the pairs in turns, `minutesApart` from one to the next. */
export function simulatedRecords(
  pairs: readonly SimulatedPair[],
  {
    seed = 1,
    noise = quietNoise,
    minutesApart = 1,
  }: { seed?: number; noise?: SimulatedNoise; minutesApart?: number } = {},
): VerdictRecord[] {
  const random = seededRandom(seed);
  const records: VerdictRecord[] = [];
  const longest = Math.max(...pairs.map(({ verdicts }) => verdicts));
  for (let turn = 0; turn < longest; turn += 1) {
    for (const pair of pairs) {
      if (turn >= pair.verdicts) continue;
      records.push(simulatedRecord(pair, start + records.length * minutesApart * 60_000, noise, random));
    }
  }
  return records;
}

function simulatedRecord(pair: SimulatedPair, startMs: number, noise: SimulatedNoise, random: Random): VerdictRecord {
  const { graph = "1 ms", addedPercent = 0, neighbour = "quiet", threads = 1, launches = 6, seconds = 10 } = pair;
  const variant = pair.variant ?? (addedPercent > 0 ? "slower" : "identical");
  return sampleRecord({
    graph,
    variant,
    addedPercent,
    truePercent: variant === "slower" ? { mean: addedPercent, error: 0.02 } : null,
    addedColumns: variant === "slower" ? 10 : null,
    neighbour,
    threads,
    startedAt: new Date(startMs).toISOString(),
    seconds,
    decision: pair.decision ?? (variant === "slower" ? "regression" : "unchanged"),
    launches: Array.from({ length: launches }, (_, index) =>
      simulatedLaunch(startMs + index * 1500, Math.log1p(addedPercent / 100), noise, random),
    ),
  });
}

function simulatedLaunch(startMs: number, effect: number, noise: SimulatedNoise, random: Random) {
  const level = 1e6 * Math.exp(noise.betweenLaunches * gaussian(random));
  const shift = effect + noise.bias + noise.withinLaunch * gaussian(random);
  const instances = Array.from({ length: 8 }, (_, index) => {
    const createdFirst = index % 2 === 0 ? ("base" as const) : ("head" as const);
    const warmedFirst = index % 4 < 2 ? ("base" as const) : ("head" as const);
    const first = (side: "base" | "head", cost: number) => (side === "head" ? cost : -cost);
    const logRatio =
      shift +
      first(createdFirst, noise.createdFirst) +
      first(warmedFirst, noise.warmedFirst) +
      0.002 * gaussian(random);
    const meanNs = level * Math.exp(0.01 * gaussian(random));
    return { createdFirst, warmedFirst, base: passes(meanNs), head: passes(meanNs * Math.exp(logRatio)), logRatio };
  });
  const logRatio = instances.reduce((sum, instance) => sum + instance.logRatio, 0) / instances.length;
  return {
    startedAt: new Date(startMs).toISOString(),
    seconds: 1.4,
    logRatio,
    droppedBase: 0.05,
    droppedHead: 0.05,
    instances,
  };
}

function passes(meanNs: number) {
  return { meanNs, medianNs: meanNs * 0.98, minNs: meanNs * 0.9, p95Ns: meanNs * 1.3, passes: 40 };
}
