// What the proof compares, and how many verdicts of each it wants, quiet and beside a neighbour.
import type { GraphName, Neighbour, Variant, VerdictRecord } from "./record.ts";

export interface Scenario {
  readonly graph: GraphName;
  readonly variant: Variant;
  /** Of the whole pass, nominal; 0 for all but `slower`. */
  readonly addedPercent: number;
  readonly threads: number;
  readonly wanted: Readonly<Record<Neighbour, number>>;
}

/** One of eight, with a tenth of the time, gets a tenth slower. */
export const eight = { parts: 8, slowedPercent: 10, addedPercent: 1 } as const;

const harmless: readonly Variant[] = ["identical", "renamed", "re-exported", "reordered"];

const wanted = (quiet: number, busy: number) => ({ quiet, busy });

/** So many of each harmless rewrite. */
function same(graph: GraphName, quiet: number, busy: number): readonly Scenario[] {
  return harmless.map((variant) => ({ graph, variant, addedPercent: 0, threads: 1, wanted: wanted(quiet, busy) }));
}

function slower(graph: GraphName, addedPercent: number, each: number): Scenario {
  return { graph, variant: "slower", addedPercent, threads: 1, wanted: wanted(each, each) };
}

/** Where two are equally far behind, the earlier one is taken. */
export const scenarios: readonly Scenario[] = [
  ...same("1 ms", 40, 20),
  ...same("0.1 ms", 45, 20),
  ...same("10 ms", 15, 10),
  { graph: "1 ms", variant: "identical", addedPercent: 0, threads: 2, wanted: wanted(20, 20) },
  slower("1 ms", 2, 60),
  slower("10 ms", 3, 60),
  slower("0.1 ms", 5, 34),
  slower("1 ms", 5, 34),
  slower("10 ms", 5, 34),
  { graph: "eight subgraphs", variant: "slower", addedPercent: eight.addedPercent, threads: 1, wanted: wanted(20, 20) },
  { graph: "search@1", variant: "re-exported", addedPercent: 0, threads: 1, wanted: wanted(20, 10) },
  slower("1 ms", 1, 8),
  slower("0.1 ms", 1, 6),
  slower("0.1 ms", 2, 6),
  slower("0.1 ms", 3, 6),
  slower("0.1 ms", 10, 6),
  slower("1 ms", 3, 6),
  slower("1 ms", 10, 6),
  slower("10 ms", 1, 6),
  slower("10 ms", 2, 6),
  slower("10 ms", 10, 6),
];

type Identity = Pick<Scenario | VerdictRecord, "graph" | "variant" | "addedPercent" | "threads">;

/** Such as `1 ms +2%` or `1 ms renamed`; the same of a record as of its scenario. */
export function scenarioName({ graph, variant, addedPercent, threads }: Identity): string {
  const what = variant === "slower" ? `+${addedPercent}%` : variant;
  return `${graph} ${what}${threads === 1 ? "" : `, ${threads} threads`}`;
}

/** Whether the name holds the text from the beginning of a word on: `1 ms` is no part of `0.1 ms`. */
export function isNamed(scenario: Scenario, text: string): boolean {
  return ` ${scenarioName(scenario)}`.includes(` ${text}`);
}
