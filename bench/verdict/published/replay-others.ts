// Applies the rule of another tool to every recorded verdict that has the data for it.
import type { VerdictRecord } from "../record.ts";
import type { Outcome } from "./outcome.ts";
import type { OtherRule } from "./rules/other-rule.ts";
import { dataFor, type OthersData } from "./separate-launches.ts";
import { timeBlocks } from "./time-blocks.ts";

export interface OthersOutcome extends Outcome, Pick<OthersData, "lagSeconds" | "uses"> {
  /** From the first to the last that it has launches of. */
  readonly spannedBlocks: number;
}

/**
 * One replay a verdict, so that the rule sees what Pacegate saw.
 * @param records in time order, of both neighbours
 */
export function replayOther(rule: OtherRule, records: readonly VerdictRecord[]): OthersOutcome[] {
  const blockOf = timeBlocks(records);
  const bases = Map.groupBy(records, baseKey);
  const outcomes: OthersOutcome[] = [];
  for (const record of records) {
    const data = dataFor(rule, record, bases.get(baseKey(record)) ?? []);
    const slower = data === null ? null : rule.flagsSlower(data.measured);
    if (data === null || slower === null) continue;
    const { seconds, lagSeconds, uses } = data;
    const block = blockOf(record);
    outcomes.push({
      compared: record,
      // These rules know no third answer: what is not flagged passes.
      called: slower ? "slower" : "unchanged",
      seconds,
      lagSeconds,
      uses,
      block,
      spannedBlocks: block - blockOf(uses[0] ?? record) + 1,
    });
  }
  return outcomes;
}

/** Head's variant and its added work leave base as it is, save that of eight subgraphs. */
function baseKey({ graph, neighbour, threads }: VerdictRecord): string {
  return JSON.stringify([graph, neighbour, threads]);
}
