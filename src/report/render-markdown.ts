// A verdict as GitHub Markdown, for the comment and the job summary: verdict first, never longer than allowed.
import type { Creep } from "../compare/index.ts";
import type { Verdict } from "../compare/verdict.ts";
import { creepSection } from "./creep-section.ts";
import { intervalNote } from "./describe-thresholds.ts";
import { codeBlock, codeSpan, escapeMarkdown } from "./escape-markdown.ts";
import { foldedSections } from "./fold-markdown.ts";
import { byCause, type CellGroups, countCells, groupCells, isMeasured } from "./group-cells.ts";
import { foldBlock, listBlock, markdownPhrase } from "./markdown-block.ts";
import { type Detail, detailLevels } from "./markdown-detail.ts";
import {
  acceptedTable,
  blockingBudgetTables,
  changedTable,
  slowerSections,
  stderrSections,
} from "./markdown-tables.ts";
import { nextSteps } from "./next-steps.ts";
import { ReportError } from "./report-error.ts";
import { type StateWord, stateWord } from "./state-word.ts";

/** GitHub refuses a comment of more than 65,536 characters; the rest is room for the caller's hidden marker. */
const defaultMaxCharacters = 65_000;
const maxNotices = 10;

/** By what becomes of the check, as its own colour is; the word says what was found. */
function iconOf(word: StateWord, { conclusion }: Verdict): string {
  switch (conclusion) {
    case "pass":
      return word === "PASS" ? "✅" : "⚠️";
    case "regression":
      return "❌";
    case "error":
      return "⛔";
  }
}

const eventNames: Readonly<Record<Verdict["event"], string>> = {
  "pull-request": "pull request",
  merge: "merge",
  night: "nightly run",
  release: "release",
};

export interface MarkdownOptions {
  readonly maxCharacters?: number;
  readonly reproduceCommand?: string;
  readonly labelProblem?: string;
  /** Sentences about this run, such as what it had to do without. */
  readonly notices?: readonly string[];
  readonly creep?: readonly Creep[];
  /** Mermaid is drawn in comments and summaries alone. */
  readonly chart?: boolean;
  /** Where the rest is: last line, already Markdown. */
  readonly links?: string;
}

export function renderMarkdown(verdict: Verdict, options: MarkdownOptions): string {
  const limit = options.maxCharacters ?? defaultMaxCharacters;
  const groups = groupCells(verdict.cells);
  for (const detail of detailLevels) {
    if (leastLength(groups, detail) > limit) continue;
    const text = renderAt(verdict, groups, detail, options);
    if (fits(text, limit)) return text;
  }
  const least = conclusionAlone(verdict, groups, options);
  if (fits(least, limit)) return least;
  throw new ReportError({
    what: `A report of ${limit} characters has no room for the conclusion.`,
    where: "maxCharacters",
    remedy: "Allow at least 1,000 characters.",
  });
}

function renderAt(verdict: Verdict, groups: CellGroups, detail: Detail, options: MarkdownOptions): string {
  const { reproduceCommand, labelProblem, notices = [], creep = [], chart = false } = options;
  const reproducible = reproduceCommand !== undefined;
  const steps = nextSteps(verdict, groups, { reproducible, maxNamed: detail.named, labelProblem });
  const blocks = [
    heading(verdict, detail.textLength),
    scopeLine(verdict, groups),
    ...settingChanges(verdict, detail),
    ...noticeList(notices, detail),
    ...changedTable(verdict, groups, detail),
    ...blockingBudgetTables(verdict, detail),
    ...acceptedTable(groups, detail),
    ...slowerSections(groups, detail, chart),
    ...creepSection(verdict, creep, detail),
    ...(steps.length === 0
      ? []
      : ["### What to do next", listBlock(steps.map((step) => markdownPhrase(step, detail)))]),
    ...stderrSections(groups, detail),
    ...reproduction(verdict, reproduceCommand, detail),
    ...noteOnIntervals(groups),
    ...foldedSections(verdict, groups, detail),
    ...linkLine(options),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function heading(verdict: Verdict, maxLength: number): string {
  const word = stateWord(verdict);
  return `## ${iconOf(word, verdict)} ${word}: ${escapeMarkdown(verdict.headline, maxLength)}`;
}

function scopeLine(verdict: Verdict, groups: CellGroups): string {
  const { base: compared, baseWithoutPacegate: other } = verdict;
  const without = other === undefined ? "no base" : `base ${commitName(other)} (without Pacegate)`;
  const base = compared === null ? without : `base ${commitName(compared.commit)}`;
  const scope = `${base} → head ${commitName(verdict.head.commit)}`;
  return `Pacegate, ${eventNames[verdict.event]}, ${scope}: ${countCells(groups)}.`;
}

function commitName(commit: string | null): string {
  return commit === null ? "(not in git)" : codeSpan(commit.slice(0, 10));
}

function settingChanges(verdict: Verdict, detail: Detail): string[] {
  if (verdict.settingChanges.length === 0) return [];
  const shown = verdict.settingChanges.slice(0, Math.max(3, detail.foldedRows));
  const left = verdict.settingChanges.length - shown.length;
  const lines = shown.map((change) => escapeMarkdown(change, detail.textLength));
  return [
    "**This change also changes what it is judged by.** The base's settings judged it; these apply after the merge:",
    listBlock(left === 0 ? lines : [...lines, `${left} more, in the JSON report`]),
  ];
}

function noticeList(notices: readonly string[], detail: Detail): string[] {
  if (notices.length === 0) return [];
  const shown = notices.slice(0, maxNotices).map((notice) => escapeMarkdown(notice, detail.textLength));
  const left = notices.length - shown.length;
  // The words keep this list apart from one that ends right before it.
  return ["**About this run:**", listBlock(left === 0 ? shown : [...shown, `${left} more, in the log`])];
}

/** Where the table of what changed has none, the folded ones may. */
function noteOnIntervals({ changed, inconclusive, unchanged }: CellGroups): string[] {
  return !changed.some(isMeasured) && inconclusive.length + unchanged.length > 0 ? [intervalNote] : [];
}

function linkLine({ links }: MarkdownOptions): string[] {
  return links === undefined ? [] : [links];
}

function reproduction(verdict: Verdict, command: string | undefined, detail: Detail): string[] {
  if (command === undefined) return [];
  // A command that is cut is worse than none.
  const lines = command.split("\n");
  if (lines.some((line) => line.length > detail.textLength)) return [];
  const block = codeBlock(lines, detail.textLength);
  return verdict.conclusion === "pass" ? [foldBlock("Reproduce it", block)] : ["### Reproduce it", block];
}

function conclusionAlone(verdict: Verdict, groups: CellGroups, options: MarkdownOptions): string {
  const rest = `${countCells(groups)}. The JSON report has the rest.`;
  return `${[heading(verdict, 60), rest, ...linkLine(options)].join("\n\n")}\n`;
}

/** A row of the shortest names and figures. */
const shortestRow = 24;

/** What the long tables take at least: a level that cannot fit is not rendered, which thousands of cells would feel. */
function leastLength(groups: CellGroups, { changedRows, foldedRows }: Detail): number {
  const { changed, accepted, inconclusive, unchanged, fresh, removed, missing, skipped } = groups;
  const rows = (cells: readonly unknown[], most: number) => Math.min(cells.length, most);
  const folds = [inconclusive, unchanged, fresh, removed, missing, skipped];
  const folded = folds.reduce((sum, cells) => sum + rows(cells, foldedRows), 0);
  return shortestRow * (rows(byCause(changed), changedRows) + rows(accepted, changedRows) + folded);
}

/** Bytes are never fewer than characters, so both limits hold. */
function fits(text: string, limit: number): boolean {
  return Buffer.byteLength(text, "utf8") <= limit;
}
