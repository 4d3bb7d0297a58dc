// The table of biases: identical and harmlessly rewritten models, by graph, threads and neighbour.
import { markdownTable } from "markdown-table";
import type { Figures } from "./figures.ts";
import { effectText, noData } from "./words.ts";

export function biasTable({ bias }: Figures): string {
  if (bias.length === 0) return noData;
  const header = [
    "graph",
    "head is",
    "machine",
    "threads",
    "verdicts",
    "launches",
    "bias",
    "created first",
    "warmed up first",
  ];
  const rows = bias.map(({ graph, variant, neighbour, threads, verdicts, launches, ...effects }) => [
    graph,
    variant,
    neighbour,
    String(threads),
    String(verdicts),
    String(launches),
    effectText(effects.bias),
    effects.createdFirst === null ? noData : effectText(effects.createdFirst),
    effects.warmedFirst === null ? noData : effectText(effects.warmedFirst),
  ]);
  rows.sort((a, b) => a.slice(0, 4).join().localeCompare(b.slice(0, 4).join(), "en", { numeric: true }));
  return markdownTable([header, ...rows], { align: header.map((_, index) => (index < 3 ? "l" : "r")) });
}
