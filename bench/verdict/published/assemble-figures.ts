// All figures of the publication, from the records.
import { errorShares } from "../../../src/plan/error-budget.ts";
import { graphLaunches } from "../../../src/plan/graph-cell.ts";
import { ruleForCell, type SequentialRule } from "../../../src/statistics/index.ts";
import { proofConfig, proven } from "../proof-config.ts";
import { neighbours, type VerdictRecord } from "../record.ts";
import { biasFigures } from "./bias.ts";
import type { ComparableRecords } from "./comparable-records.ts";
import type { Figures, RuleFigures } from "./figures.ts";
import { liveOutcome, type Outcome } from "./outcome.ts";
import { replayOther } from "./replay-others.ts";
import { replayedStretches, type Stretches } from "./replayed-stretches.ts";
import { conditionFigures } from "./rule-figures.ts";
import { otherRules } from "./rules/index.ts";
import { countedShare, replayedShare } from "./share.ts";
import { gateFigures } from "./simulated-gates.ts";
import { targetFigures } from "./targets.ts";

const gateSizes = [1, 10, 100] as const;

export function assembleFigures({ records, leftOut }: ComparableRecords): Figures {
  const [first] = records;
  const { tolerance, resolution, secondsPerCell } = proofConfig(proven, 1).gate;
  const gates = gateSizes.flatMap((cells) =>
    neighbours.map((neighbour) => {
      const rule = cellRule(cells);
      const stretches = replayedStretches(records, neighbour, rule, secondsPerCell);
      return { cells, neighbour, alpha: rule.alpha, stretches };
    }),
  );
  const ofOneCell = gates.filter(({ cells }) => cells === 1).flatMap(({ stretches }) => stretches);
  return {
    schema: "pacegate/verdict-figures/1",
    rule: first.rule,
    machine: first.machine,
    records: { used: records.length, from: first.startedAt, to: records.at(-1)?.startedAt ?? "", leftOut },
    thresholds: { tolerance, resolution, secondsPerCell },
    rules: [liveFigures(records), replayedFigures(ofOneCell), ...otherFigures(records)],
    gates: gates.flatMap(
      ({ stretches, ...gate }) => gateFigures(stretches, { ...gate, maxLaunches: graphLaunches }) ?? [],
    ),
    targets: targetFigures(records),
    bias: biasFigures(records),
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
  const outcomes = records.map(liveOutcome);
  return {
    key: "pacegate-live",
    name: "Pacegate",
    how: "live",
    design: "duet",
    source: null,
    says: "Both bundles through the whole gate, from opening them to the verdict; a gate of one cell.",
    conditions: neighbours.map((neighbour) => conditionFigures(outcomes, neighbour, countedShare)),
  };
}

interface ReplayedOutcome extends Outcome {
  readonly launches: number;
}

function replayedFigures(stretches: readonly Stretches[]): RuleFigures {
  const outcomes = stretches.flatMap(({ compared, cells }) =>
    cells.map((cell): ReplayedOutcome => ({ compared, ...cell })),
  );
  const shareOf = (hits: readonly boolean[], of: readonly ReplayedOutcome[]) =>
    replayedShare(hits, of.reduce((sum, { launches }) => sum + launches, 0) / of.length, graphLaunches);
  return {
    key: "pacegate-replayed",
    name: "Pacegate",
    how: "replayed",
    design: "duet",
    source: null,
    says: "The rule for the mean on every stretch of recorded launches; seconds are those of the launches alone.",
    conditions: neighbours.map((neighbour) => conditionFigures(outcomes, neighbour, shareOf)),
  };
}

function otherFigures(records: readonly VerdictRecord[]): RuleFigures[] {
  return otherRules.map((rule) => {
    const outcomes = replayOther(rule, records);
    const { key, name, design, source, says } = rule;
    return {
      key,
      name,
      how: "replayed",
      design,
      source,
      says,
      conditions: neighbours.map((neighbour) => conditionFigures(outcomes, neighbour, countedShare)),
    };
  });
}
