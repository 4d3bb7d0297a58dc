// The blocks that a Markdown report is built from; each is whole, so a report is never cut inside one.
import { markdownTable } from "markdown-table";
import type { Effect } from "../compare/verdict.ts";
import { codeSpan, escapeMarkdown } from "./escape-markdown.ts";
import { formatChange, formatInterval } from "./format-number.ts";
import type { Phrase } from "./phrase.ts";

const maxAlignedRows = 20;

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

/** Lengths that names and prose are cut to. */
export interface TextLimits {
  readonly nameLength: number;
  readonly textLength: number;
}

export function markdownPhrase(phrase: Phrase, limits: TextLimits): string {
  return phrase
    .map((piece) =>
      typeof piece === "string" ? escapeProse(piece, limits.textLength) : codeSpan(piece.code, limits.nameLength),
    )
    .join("");
}

/**
 * @param row makes escaped cells of an item; only what is shown is made, since there may be thousands
 * @param maxRows items past it become a line that says how many
 */
export function tableBlock<Item>(
  columns: readonly Column[],
  items: readonly Item[],
  maxRows: number,
  row: (item: Item) => readonly string[],
): string {
  const shown = items.slice(0, maxRows).map(row);
  const left = items.length - shown.length;
  const table = markdownTable([columns.map((column) => column.title), ...shown], {
    align: columns.map((column) => (column.align === "right" ? "r" : "l")),
    // Easier to read in a mail or a log; in long tables it would spend the comment's limit on blanks.
    alignDelimiters: shown.length <= maxAlignedRows,
  });
  return left === 0 ? table : `${table}\n\n${leftOut(left)}`;
}

/** The change and its interval; no-break spaces keep the interval on one line in a narrow column. */
export function markdownChange(effect: Effect): string {
  const interval = formatInterval(effect.lower, effect.upper).replaceAll(" ", "\u00a0");
  return `${formatChange(effect.ratio)} [${interval}]`;
}

export function listBlock(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

/** @param summary Pacegate's own words, without markup */
export function foldBlock(summary: string, body: string): string {
  // The blank lines make GitHub read the body as Markdown.
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

function leftOut(count: number): string {
  return `${count} more left out to fit; the JSON report has all of them.`;
}

/** `escapeMarkdown` trims, but inside a phrase the blanks next to a name belong to the sentence. */
function escapeProse(piece: string, maxLength: number): string {
  const escaped = escapeMarkdown(piece, maxLength);
  return `${/^\s/.test(piece) ? " " : ""}${escaped}${/\s$/.test(piece) && escaped !== "" ? " " : ""}`;
}
