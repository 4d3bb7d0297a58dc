// All figures of the publication, from the records.
import { errorShares } from "../../../src/plan/error-budget.ts";
import { graphLaunches } from "../../../src/plan/graph-cell.ts";
import { median, quantile, ruleForCell, type SequentialRule } from "../../../src/statistics/index.ts";
import type { CalibrationLaunch } from "../calibration.ts";
import { proofConfig, proven } from "../proof-config.ts";
import { neighbours, type VerdictRecord } from "../record.ts";
import { biasFigures } from "./bias.ts";
import { calibrationFigures } from "./calibration-figures.ts";
import type { ComparableRecords } from "./comparable-records.ts";
import type { Figures, RuleFigures } from "./figures.ts";
import { othersShare } from "./others-share.ts";
import { liveOutcomes, type Outcome } from "./outcome.ts";
import { replayOther } from "./replay-others.ts";
import { replayedStretches, type StretchCell, type Stretches } from "./replayed-stretches.ts";
import { conditionFigures } from "./rule-figures.ts";
import { otherRules } from "./rules/index.ts";
import { countedShare, replayedShare } from "./share.ts";
import { gateFigures } from "./simulated-gates.ts";
import { targetFigures } from "./targets.ts";

const gateSizes = [1, 10, 100] as const;

/** @param calibration null where the records came without it */
export function assembleFigures(
  { records, leftOut }: ComparableRecords,
  calibration: readonly CalibrationLaunch[] | null,
): Figures {
  const [first] = records;
  const { tolerance, resolution, secondsPerCell } = proofConfig(proven, 1).gate;
  const gates = gateSizes.flatMap((cells) =>
    neighbours.map((neighbour) => {
      const rule = cellRule(cells);
      return { cells, neighbour, alpha: rule.alpha, ...replayedStretches(records, neighbour, rule, secondsPerCell) };
    }),
  );
  const ofOneCell = gates.filter(({ cells }) => cells === 1).flatMap(({ stretches }) => stretches);
  const bias = biasFigures(records);
  return {
    schema: "pacegate/verdict-figures/1",
    rule: first.rule,
    machine: first.machine,
    records: { used: records.length, from: first.startedAt, to: records.at(-1)?.startedAt ?? "", leftOut },
    thresholds: { tolerance, resolution, secondsPerCell },
    rules: [liveFigures(records), replayedFigures(ofOneCell), ...otherFigures(records)],
    gates: gates.flatMap(
      ({ stretches, cells, neighbour, alpha }) => gateFigures(stretches, { cells, neighbour, alpha }) ?? [],
    ),
    leftOutOfReplays: gates.flatMap(({ cells, leftOut: pairs }) =>
      pairs.map(({ compared: { graph, variant, addedPercent, neighbour, threads }, launches }) => ({
        cells,
        neighbour,
        graph,
        variant,
        addedPercent,
        threads,
        launches,
      })),
    ),
    targets: targetFigures(records, bias),
    bias,
    calibration: calibration === null ? null : calibrationFigures(calibration),
  };
}

/** As the plan gives it to each of so many compared cells. */
function cellRule(cells: number): SequentialRule {
  const { tolerance, resolution, p95 } = proofConfig(proven, 1).gate;
  const { latency: alpha } = errorShares(cells, { latency: true, tail: p95 !== null, budgets: 0 });
  if (alpha === null) throw new RangeError("a cell that is compared has no share of the error probability");
  return ruleForCell({ tolerance, resolution, alpha, kind: "graph", launchLimit: graphLaunches });
}

function liveFigures(records: readonly VerdictRecord[]): RuleFigures {
  const outcomes = liveOutcomes(records);
  return {
    key: "pacegate-live",
    name: "Pacegate",
    how: "live",
    design: "duet",
    source: null,
    says: "Both bundles through the whole gate, from opening them to the verdict; a gate of one cell.",
    lagSeconds: null,
    conditions: neighbours.map((neighbour) => conditionFigures(outcomes, neighbour, countedShare)),
  };
}

function replayedFigures(stretches: readonly Stretches[]): RuleFigures {
  const outcomes = stretches.flatMap(({ compared, cells }) =>
    cells.map((cell): Outcome & StretchCell => ({ compared, ...cell })),
  );
  return {
    key: "pacegate-replayed",
    name: "Pacegate",
    how: "replayed",
    design: "duet",
    source: null,
    says: "The rule for the mean alone on every stretch of recorded launches; seconds are those of the launches alone.",
    lagSeconds: null,
    conditions: neighbours.map((neighbour) => conditionFigures(outcomes, neighbour, replayedShare)),
  };
}

function otherFigures(records: readonly VerdictRecord[]): RuleFigures[] {
  return otherRules.map((rule) => {
    const outcomes = replayOther(rule, records);
    const { key, name, design, source, says } = rule;
    const lags = outcomes.map(({ lagSeconds }) => lagSeconds);
    return {
      key,
      name,
      how: "replayed",
      design,
      source,
      says,
      lagSeconds: lags.length === 0 ? null : { median: median(lags), p95: quantile(lags, 0.95) },
      conditions: neighbours.map((neighbour) => conditionFigures(outcomes, neighbour, othersShare)),
    };
  });
}
