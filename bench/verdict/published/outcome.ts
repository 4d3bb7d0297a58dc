// What a rule said of one pair of models, whichever rule it was.
import type { VerdictRecord } from "../record.ts";

/** What was compared, and beside whom. */
export type Compared = Pick<
  VerdictRecord,
  "graph" | "variant" | "addedPercent" | "truePercent" | "neighbour" | "threads"
>;

export interface Outcome {
  readonly compared: Compared;
  readonly called: "slower" | "faster" | "unchanged" | "undecided";
  readonly seconds: number;
}

/** Two records with the same key compared the same models in the same surroundings. */
export function comparedKey({ graph, variant, addedPercent, neighbour, threads }: Compared): string {
  return JSON.stringify([graph, variant, addedPercent, neighbour, threads]);
}

export function isSame({ variant }: Pick<Compared, "variant">): boolean {
  return variant !== "slower";
}

/** In time order within each, if the items are. */
export function groupByCompared<Item extends Compared>(items: readonly Item[]): ReadonlyMap<string, readonly Item[]> {
  return Map.groupBy(items, comparedKey);
}

/** A verdict that ended in an error decided nothing, and a gate does not pass on it. */
export function liveOutcome(record: VerdictRecord): Outcome {
  return { compared: record, called: called(record.decision), seconds: record.seconds };
}

export function called(decision: VerdictRecord["decision"]): Outcome["called"] {
  switch (decision) {
    case "regression":
      return "slower";
    case "improvement":
      return "faster";
    case "unchanged":
      return "unchanged";
    case "inconclusive":
    case "error":
      return "undecided";
  }
}
