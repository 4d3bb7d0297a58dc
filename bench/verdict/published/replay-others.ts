// Applies the rule of another tool to every recorded verdict that has the data for it.
import type { VerdictRecord } from "../record.ts";
import { comparedKey, type Outcome } from "./outcome.ts";
import type { OtherRule } from "./rules/other-rule.ts";
import { dataFor } from "./separate-launches.ts";

/**
 * One replay a verdict, so that the rule sees what Pacegate saw.
 * @param records in time order
 */
export function replayOther(rule: OtherRule, records: readonly VerdictRecord[]): Outcome[] {
  const pairs = Map.groupBy(records, comparedKey);
  const bases = Map.groupBy(records, baseKey);
  const outcomes: Outcome[] = [];
  for (const record of records) {
    const data = dataFor(rule, record, pairs.get(comparedKey(record)) ?? [], bases.get(baseKey(record)) ?? []);
    const slower = data === null ? null : rule.flagsSlower(data.measured);
    if (data === null || slower === null) continue;
    // These rules know no third answer: what is not flagged passes.
    outcomes.push({ compared: record, called: slower ? "slower" : "unchanged", seconds: data.seconds });
  }
  return outcomes;
}

/** Head's variant and its added work leave base as it is. */
function baseKey({ graph, neighbour, threads }: VerdictRecord): string {
  return JSON.stringify([graph, neighbour, threads]);
}
