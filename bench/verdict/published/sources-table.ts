// Where the rules of others are written down, and how they were read.
import { markdownTable } from "markdown-table";
import type { Figures } from "./figures.ts";

export function sourcesTable({ rules }: Figures): string {
  const rows = rules.map(({ name, how, source, says }) => [
    how === "live" || source !== null ? name : `${name}, replayed`,
    says,
    source ?? "this repository",
  ]);
  return markdownTable([["rule", "as it is applied here", "source"], ...rows]);
}
