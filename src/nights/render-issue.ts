// The one issue of the nights: which cells are slower than the anchor's, since when, which commits came between.
import { boundedLines } from "./bounded-lines.ts";
import { type CommitRange, commitRanges, isIn, rangeKey } from "./commit-ranges.ts";
import type { Shift } from "./find-shifts.ts";
import { changeWords, counted, dayOf, link, shortCommit } from "./night-words.ts";
import { rangeBlock } from "./render-range.ts";
import type { Anchor } from "./series.ts";

/** First line of the body, by which the issue is found again. */
export const nightIssueMarker = "<!-- pacegate:night -->";

export interface NightIssueInput {
  readonly shifts: readonly Shift[];
  readonly anchor: Anchor;
  /** Of each of `commitRanges(shifts)`; one that is missing is said to be unknown. */
  readonly ranges: readonly CommitRange[];
  readonly runUrl: string | null;
  /** What last night could not compare with the anchor. */
  readonly failedCells: readonly { readonly cell: string; readonly why: string }[];
  /** Makes any text one harmless line of GitHub's Markdown, in tables too. */
  readonly escape: (text: string) => string;
}

export interface NightIssue {
  readonly title: string;
  readonly body: string;
  /** False: nothing is slower any more, and the issue may be closed with this body as its last comment. */
  readonly open: boolean;
}

/**
 * Characters for what the places in the history list, and for each of the lists after them. With ten places, whose
 * headings, commands and links take under 1,000 each, the body stays under 60,000; GitHub takes 65,536.
 */
const placesLimit = 36_000;
const listLimit = 4_000;
const rangesShown = 10;
const itemsShown = 50;
/** Characters of a name or a subject before it is escaped. */
const textLimit = 120;

export function renderNightIssue(input: NightIssueInput): NightIssue {
  const text = (raw: string): string => input.escape(clip(raw));
  const slower = input.shifts.filter(({ kind }) => kind === "slower");
  const faster = input.shifts.filter(({ kind }) => kind === "faster");
  const cells = new Set(slower.map(({ cell }) => cell)).size;
  const blocks = [
    nightIssueMarker,
    headline(cells, anchorName(input.anchor, text)),
    ...rangeBlocks(slower, input, text),
    ...listBlock(
      "### Could not be compared last night",
      input.failedCells.map(({ cell, why }) => `- ${text(cell)}: ${text(why)}`),
    ),
    ...listBlock(
      "### Faster, for information",
      faster.map((shift) => `- ${text(shift.cell)}: ${changeWords(shift)} since ${dayOf(shift.firstNight)}`),
    ),
    footer(input.runUrl, cells > 0),
  ];
  return {
    title: title(cells, input.anchor),
    body: blocks.join("\n\n"),
    open: cells > 0,
  };
}

/** A title is no Markdown, so that nothing can be escaped there: a name with anything unusual is left out. */
function title(cells: number, { tag }: Anchor): string {
  const name = tag !== null && /^[\w./+-]{1,80}$/.test(tag) ? tag : "the last release";
  return `Nightly benchmark: ${cells === 0 ? "no cell is" : cells === 1 ? "1 cell is" : `${cells} cells are`} slower than ${name}`;
}

function anchorName({ tag, commit }: Anchor, text: (raw: string) => string): string {
  return tag === null ? shortCommit(commit) : `${text(tag)} (${shortCommit(commit)})`;
}

function headline(cells: number, anchor: string): string {
  return cells === 0
    ? `**No cell is slower any more** than it was in earlier nights against ${anchor}. Nothing is left to do here.`
    : `**${counted(cells, "cell")} got slower and stayed so**, in nights that measured the default branch against ${anchor} on the same machine.`;
}

function rangeBlocks(slower: readonly Shift[], input: NightIssueInput, text: (raw: string) => string): string[] {
  const known = new Map(input.ranges.map((range) => [rangeKey(range), range]));
  const all = commitRanges(slower);
  const shown = all.slice(0, rangesShown);
  const share = placesLimit / Math.max(1, shown.length);
  const blocks = shown.map((ends) => {
    const shifts = slower.filter((shift) => isIn(shift, ends));
    return rangeBlock(ends, shifts, { range: known.get(rangeKey(ends)), share, text });
  });
  const left = all.length - shown.length;
  return left === 0 ? blocks : [...blocks, `And ${counted(left, "more place")} in the history where cells got slower.`];
}

function listBlock(heading: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  const bound = { lines: itemsShown, characters: listLimit };
  return [[heading, "", ...boundedLines(items, bound, (left) => `- and ${left} more`)].join("\n")];
}

function footer(runUrl: string | null, open: boolean): string {
  const run = link("this run", runUrl);
  const by = run === null ? "" : ` It was last written by ${run}.`;
  return open
    ? `A change is found once it has lasted three nights; it may have come a night earlier or later than shown. This issue is kept up to date and closes by itself once nothing is slower.${by}`
    : `The issue opens again when a cell gets slower.${by}`;
}

/** Bounds the length before escaping, by code points, so that no pair of surrogates is torn. */
function clip(raw: string): string {
  const points = Array.from(raw.slice(0, 4 * textLimit));
  return points.length <= textLimit && raw.length <= 4 * textLimit
    ? raw
    : `${points.slice(0, textLimit - 1).join("")}…`;
}
