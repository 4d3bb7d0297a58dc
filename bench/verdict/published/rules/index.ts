// The rules that are shown beside Pacegate's, in the order of the table.
import { asvContinuous, asvInterleaved } from "./asv.ts";
import { bencherRelative, bencherTTest } from "./bencher.ts";
import { firstLookLaunches } from "./by-hand.ts";
import { codSpeed } from "./codspeed.ts";
import { fivePercent } from "./five-percent.ts";
import { githubActionBenchmark } from "./github-action-benchmark.ts";
import type { OtherRule } from "./other-rule.ts";
import { rustcPerf } from "./rustc-perf.ts";
import { torchBench } from "./torchbench.ts";
import { welch } from "./welch.ts";

export const otherRules: readonly OtherRule[] = [
  githubActionBenchmark(2),
  githubActionBenchmark(1.1),
  bencherTTest,
  bencherRelative,
  asvContinuous,
  asvInterleaved,
  torchBench,
  codSpeed,
  rustcPerf,
  fivePercent("separate", 1),
  fivePercent("separate", firstLookLaunches),
  fivePercent("interleaved", firstLookLaunches),
  welch("separate", 1),
  welch("separate", firstLookLaunches),
  welch("interleaved", firstLookLaunches),
];
