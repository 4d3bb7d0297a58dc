// What a proof says while it runs: a line a verdict, and how far every scenario has come.
import type { Calibrated, CalibrationLaunch } from "./calibration.ts";
import { type Estimate, type Neighbour, neighbours, type VerdictRecord } from "./record.ts";
import { type Scenario, scenarioName } from "./scenarios.ts";
import type { Progress } from "./schedule.ts";

/** `1 ms +2% (busy): 12/60, caught 11 of 12`. */
export function scenarioLine(scenario: Scenario, neighbour: Neighbour, progress: Progress): string {
  const records = progress.of(scenario, neighbour);
  const name = `${scenarioName(scenario)} (${neighbour}): ${records.length}/${scenario.wanted[neighbour]}`;
  if (records.length === 0) return name;
  const count = (is: (record: VerdictRecord) => boolean) => records.filter(is).length;
  const errors = count(({ decision }) => decision === "error");
  const rate =
    scenario.variant === "slower"
      ? `caught ${count(({ decision }) => decision === "regression")} of ${records.length}`
      : `flags ${count(({ decision }) => decision === "regression" || decision === "improvement")} of ${records.length}`;
  const named = records.filter(({ slowedSubgraph }) => slowedSubgraph !== null);
  const first = named.filter(({ firstNamed, slowedSubgraph }) => firstNamed === slowedSubgraph).length;
  return [
    name,
    rate,
    ...(named.length === 0 ? [] : [`named first ${first} of ${named.length}`]),
    ...(errors === 0 ? [] : [`errors ${errors}`]),
  ].join(", ");
}

export function verdictLine(
  record: VerdictRecord,
  scenario: Scenario,
  progress: Progress,
  minutesLeft: number,
): string {
  const { decision, effect, seconds, launches, neighbour, reason } = record;
  const found = decision === "error" ? `error, ${reason}` : decision;
  const size = effect === null ? "" : ` ${signedPercent(effect.ratio * 100)}`;
  const spent = `${seconds.toFixed(1)} s, ${launches.length} launches`;
  return `${scenarioLine(scenario, neighbour, progress)} | ${found}${size} in ${spent} | ${minutesWords(minutesLeft)}`;
}

export function calibrationLine(
  { graph, nominalPercent, columns }: Pick<CalibrationLaunch, "graph" | "nominalPercent" | "columns">,
  launches: number,
  minutesLeft: number,
): string {
  return `calibrating ${graph} +${nominalPercent}%: launch ${launches}, ${columns} more columns | ${minutesWords(minutesLeft)}`;
}

export function calibratedLine(scenario: Scenario, calibrated: Calibrated): string {
  const { columns, percent, totalPercent, plainTotalPercent, launches, reached } = calibrated;
  const whole = scenario.graph === "eight subgraphs" ? `, ${estimateWords(totalPercent)} of the whole` : "";
  const warning = reached ? "" : ", not as near as it should be";
  return (
    `calibrated ${scenarioName(scenario)}: ${columns} more columns are ${estimateWords(percent)}${whole} ` +
    `(by plain sums ${estimateWords(plainTotalPercent)}, ${launches} launches${warning})`
  );
}

/** One line a scenario and neighbour, those that nothing is wanted of left out. */
export function overview(scenarios: readonly Scenario[], progress: Progress): readonly string[] {
  return scenarios.flatMap((scenario) =>
    neighbours.flatMap((neighbour) =>
      scenario.wanted[neighbour] === 0 ? [] : [scenarioLine(scenario, neighbour, progress)],
    ),
  );
}

const signedPercent = (percent: number): string => `${percent < 0 ? "" : "+"}${percent.toFixed(2)}%`;
const estimateWords = ({ mean, error }: Estimate): string => `${signedPercent(mean)} +- ${error.toFixed(2)}`;
const minutesWords = (minutes: number): string => `${Math.max(0, minutes).toFixed(0)} min left`;
