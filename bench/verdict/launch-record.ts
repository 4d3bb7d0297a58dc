// A measured launch as the proof keeps it: what others' rules would see of it, beside Pacegate's own estimate.
import type { Launch } from "../../src/bench/measurements.ts";
import {
  type CallWeights,
  type InstanceSums,
  launchEffect,
  mean,
  median,
  quantile,
  weightedLaunch,
} from "../../src/statistics/index.ts";
import type { LaunchRecord } from "./record.ts";

/** @throws StatisticsError where the gate would not have kept the launch either */
export function launchRecord(launch: Launch, weights: CallWeights): LaunchRecord {
  const sums = weightedLaunch(launch, weights);
  const { logRatio, droppedBase, droppedHead } = launchEffect(sums);
  const instances = launch.instances.map(({ createdFirst, warmedFirst }, index) => {
    const instance = sums.instances[index];
    if (instance === undefined) throw new RangeError(`instance ${index} of the launch has no sums`);
    return { createdFirst, warmedFirst, ...instanceRecord(instance) };
  });
  const { startedAt, seconds } = launch;
  return { startedAt, seconds, logRatio, droppedBase, droppedHead, instances };
}

function instanceRecord(instance: InstanceSums) {
  return {
    base: passesOf(instance.pairs.map(({ base }) => base)),
    head: passesOf(instance.pairs.map(({ head }) => head)),
    // The estimate of a launch that holds nothing but this instance is the instance's own.
    logRatio: launchEffect({ instances: [instance] }).logRatio,
  };
}

function passesOf(passesNs: readonly number[]) {
  return {
    meanNs: mean(passesNs),
    medianNs: median(passesNs),
    minNs: quantile(passesNs, 0),
    p95Ns: quantile(passesNs, 0.95),
    passes: passesNs.length,
  };
}
