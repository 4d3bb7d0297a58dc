// What became slower since the last release in steps that no single change shows: it informs and decides nothing.
import type { Creep } from "../compare/index.ts";
import type { Verdict } from "../compare/verdict.ts";
import { cellName } from "./cell-name.ts";
import { escapeMarkdown } from "./escape-markdown.ts";
import { formatPercent } from "./format-number.ts";
import { type Column, markdownChange, markdownPhrase, tableBlock } from "./markdown-block.ts";
import type { Detail } from "./markdown-detail.ts";

const mostRows = 20;

/** Only what is certainly above the tolerance: less is what single changes may do as well. */
export function creepSection(verdict: Verdict, creeps: readonly Creep[], detail: Detail): string[] {
  const notable = creeps
    .filter(({ effect }) => effect.lower > verdict.tolerance)
    .sort((a, b) => b.effect.ratio - a.effect.ratio);
  const [first] = notable;
  if (first === undefined) return [];
  const cells = new Map(verdict.cells.map((cell) => [cell.id, cell]));
  const columns: readonly Column[] = [
    { title: "Cell" },
    { title: "Change since then [interval]", align: "right" },
    { title: "Sum of" },
  ];
  const table = tableBlock(columns, notable, Math.min(mostRows, detail.changedRows), (creep) => {
    const cell = cells.get(creep.cell);
    const name =
      cell === undefined ? escapeMarkdown(creep.cell, detail.nameLength) : markdownPhrase(cellName(cell), detail);
    return [name, markdownChange(creep.effect), steps(creep)];
  });
  const release =
    first.release === null ? "the records began" : `the release ${escapeMarkdown(first.release, detail.nameLength)}`;
  const level = formatPercent(first.effect.level);
  return [
    `### Slower since ${release}`,
    table,
    `The steps since then add up to more than the tolerance, at ${level} confidence. This informs; it does not decide.`,
  ];
}

function steps({ fromNight, merges, unmeasured }: Creep): string {
  const earlier = `${merges} earlier ${merges === 1 ? "change" : "changes"}`;
  const parts = [...(fromNight ? ["a night's measurement"] : []), ...(merges === 0 ? [] : [earlier]), "this change"];
  const gap = unmeasured === 0 ? "" : `; ${unmeasured} more could not be measured`;
  return parts.join(" + ") + gap;
}
