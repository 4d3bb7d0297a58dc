// The proof in small: two verdicts and a calibration of two launches, by a rule that decides at its first look.
import type { CalibrationBounds } from "./calibration.ts";
import type { GraphSizes } from "./graph-sizes.ts";
import type { ProofThresholds } from "./proof-config.ts";
import { eight, type Scenario } from "./scenarios.ts";

/** Wide enough for any machine; what is decided under them is counted under no other rule. */
const thresholds: ProofThresholds = { tolerance: "90%", resolution: "90%", secondsPerCell: 120 };

const bounds: CalibrationBounds = {
  nearPercent: 1000,
  errorPercent: 1000,
  nearShare: 0,
  errorShare: 0,
  leastLaunches: 2,
  mostLaunches: 2,
};

const size = { rows: 8, width: 64, blocks: 1, addedRows: 1, passMs: 0.05, nsPerColumn: 50 };
const sizes: GraphSizes = { "0.1 ms": size, "1 ms": size, "10 ms": size };

const scenarios: readonly Scenario[] = [
  {
    graph: "eight subgraphs",
    variant: "slower",
    addedPercent: eight.addedPercent,
    threads: 1,
    wanted: { quiet: 1, busy: 0 },
  },
  { graph: "0.1 ms", variant: "renamed", addedPercent: 0, threads: 1, wanted: { quiet: 0, busy: 1 } },
];

export const smoke = { thresholds, bounds, sizes, scenarios, settleMs: 100 } as const;
