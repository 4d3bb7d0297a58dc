// One launch of a long duet: base against head with added work, in a fresh worker, through the product's own launch.
import { defaultTimeouts, runGraphLaunch } from "../../src/bench/graph-launch.ts";
import { sideWork } from "../../src/bench/graph-work.ts";
import { drawSeed } from "../../src/bench/seeded-random.ts";
import { workerCommand } from "../../src/bench/worker-command.ts";
import { openBundle } from "../../src/bundle/index.ts";
import type { Pass } from "../../src/plan/bench-plan.ts";
import { type CallWeights, type LaunchSums, launchEffect, weightedLaunch } from "../../src/statistics/index.ts";
import type { Surroundings } from "../../src/surroundings.ts";
import type { CalibrationLaunch } from "./calibration.ts";
import { caseId } from "./proof-config.ts";
import type { ProofPair } from "./proof-pair.ts";

const parityTolerance = { absolute: 1e-4, relative: 1e-3, relativeL2: 1e-5 };

/** @throws WorkerFailure where the launch fails, StatisticsError where it tells nothing, Cancelled on abort */
export async function calibrationLaunch(
  pair: ProofPair,
  index: number,
  { environment, random, signal }: Pick<Surroundings, "environment" | "random" | "signal">,
): Promise<Omit<CalibrationLaunch, "graph" | "nominalPercent" | "columns">> {
  const [base, head] = [await openBundle(pair.base), await openBundle(pair.head)];
  const passOf = ({ manifest, digest }: typeof base): Pass => {
    const modelCase = manifest.cases.find(({ id }) => id === caseId);
    return { bundle: digest, runs: 1, calls: modelCase?.calls ?? [] };
  };
  const { launch } = await runGraphLaunch(
    {
      engine: "onnxrt-cpu",
      flags: [],
      threads: 1,
      parityTolerance,
      base: sideWork(base, passOf(base), "base"),
      head: sideWork(head, passOf(head), "head"),
      command: workerCommand(environment),
      timeouts: defaultTimeouts,
    },
    index,
    drawSeed(random),
    signal,
  );
  const calls = passOf(head).calls.length;
  const weights = (counts: (call: number) => number): CallWeights => {
    const each = Array.from({ length: calls }, (_, call) => counts(call));
    return { base: each, head: each };
  };
  const whole = weightedLaunch(
    launch,
    weights(() => 1),
  );
  const slowed = weightedLaunch(
    launch,
    weights((call) => (call === pair.slowedCall ? 1 : 0)),
  );
  return {
    startedAt: launch.startedAt,
    logRatio: launchEffect(slowed).logRatio,
    totalLogRatio: launchEffect(whole).logRatio,
    plainTotalLogRatio: plainLogRatio(whole),
  };
}

function plainLogRatio({ instances }: LaunchSums): number {
  const pairs = instances.flatMap((instance) => instance.pairs);
  const sum = (side: "base" | "head") => pairs.reduce((total, pair) => total + pair[side], 0);
  return Math.log(sum("head") / sum("base"));
}
