// Where the rules of others are written down, how they were read, and how far apart base and head were.
import { markdownTable } from "markdown-table";
import type { Figures, RuleFigures } from "./figures.ts";
import { lagText, noData } from "./words.ts";

export function sourcesTable({ rules }: Figures): string {
  const rows = rules.map((rule) => [
    rule.how === "live" || rule.source !== null ? rule.name : `${rule.name}, replayed`,
    rule.says,
    lagOf(rule),
    rule.source ?? "this repository",
  ]);
  return markdownTable([
    ["rule", "as it is applied here", "time from base's run to head's, median (p95)", "source"],
    ...rows,
  ]);
}

function lagOf({ design, lagSeconds }: RuleFigures): string {
  if (design === "duet") return "in turn, pass by pass";
  return lagSeconds === null ? noData : `${lagText(lagSeconds.median)} (${lagText(lagSeconds.p95)})`;
}
