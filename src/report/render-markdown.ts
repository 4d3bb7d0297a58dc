// A verdict as GitHub Markdown, for the comment and the job summary: verdict first, never longer than allowed.
import type { Verdict } from "../compare/verdict.ts";
import { codeBlock, codeSpan, escapeMarkdown } from "./escape-markdown.ts";
import { foldedSections } from "./fold-markdown.ts";
import { type CellGroups, countCells, groupCells } from "./group-cells.ts";
import { foldBlock, listBlock, markdownPhrase } from "./markdown-block.ts";
import { type Detail, detailLevels } from "./markdown-detail.ts";
import { changedTable, missedBudgetTable, slowerSections, stderrSections } from "./markdown-tables.ts";
import { nextSteps } from "./next-steps.ts";
import { ReportError } from "./report-error.ts";
import { type StateWord, stateWord } from "./state-word.ts";

/** GitHub refuses a comment of more than 65,536 characters; the rest is room for the caller's hidden marker. */
const defaultMaxCharacters = 65_000;

const icons: Readonly<Record<StateWord, string>> = {
  PASS: "✅",
  INCONCLUSIVE: "⚠️",
  REGRESSION: "❌",
  FAIL: "❌",
  ERROR: "⛔",
};

const eventNames: Readonly<Record<Verdict["event"], string>> = {
  "pull-request": "pull request",
  night: "nightly run",
  release: "release",
};

export interface MarkdownOptions {
  readonly maxCharacters?: number;
  readonly reproduceCommand?: string;
}

export function renderMarkdown(verdict: Verdict, options: MarkdownOptions): string {
  const limit = options.maxCharacters ?? defaultMaxCharacters;
  const groups = groupCells(verdict.cells);
  for (const detail of detailLevels) {
    const text = renderAt(verdict, groups, detail, options.reproduceCommand);
    if (fits(text, limit)) return text;
  }
  const least = conclusionAlone(verdict, groups);
  if (fits(least, limit)) return least;
  throw new ReportError({
    what: `A report of ${limit} characters has no room for the conclusion.`,
    where: "maxCharacters",
    remedy: "Allow at least 1,000 characters.",
  });
}

function renderAt(verdict: Verdict, groups: CellGroups, detail: Detail, reproduceCommand: string | undefined): string {
  const steps = nextSteps(verdict, groups, { reproducible: reproduceCommand !== undefined, maxNamed: detail.named });
  const blocks = [
    heading(verdict, groups, detail.textLength),
    scopeLine(verdict, groups),
    ...settingChanges(verdict, detail),
    ...changedTable(verdict, groups, detail),
    ...missedBudgetTable(verdict, detail),
    ...slowerSections(groups, detail),
    ...(steps.length === 0
      ? []
      : ["### What to do next", listBlock(steps.map((step) => markdownPhrase(step, detail)))]),
    ...stderrSections(groups, detail),
    ...reproduction(verdict, reproduceCommand, detail),
    ...foldedSections(verdict, groups, detail),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function heading(verdict: Verdict, groups: CellGroups, maxLength: number): string {
  const word = stateWord(verdict, groups);
  return `## ${icons[word]} ${word}: ${escapeMarkdown(verdict.headline, maxLength)}`;
}

function scopeLine(verdict: Verdict, groups: CellGroups): string {
  const base = verdict.base === null ? "no base" : `base ${commitName(verdict.base.commit)}`;
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

function reproduction(verdict: Verdict, command: string | undefined, detail: Detail): string[] {
  if (command === undefined) return [];
  // A command that is cut is worse than none.
  const lines = command.split("\n");
  if (lines.some((line) => line.length > detail.textLength)) return [];
  const block = codeBlock(lines, detail.textLength);
  return verdict.conclusion === "pass" ? [foldBlock("Reproduce it", block)] : ["### Reproduce it", block];
}

function conclusionAlone(verdict: Verdict, groups: CellGroups): string {
  return `${heading(verdict, groups, 60)}\n\n${countCells(groups)}. The JSON report has the rest.\n`;
}

/** Bytes are never fewer than characters, so both limits hold. */
function fits(text: string, limit: number): boolean {
  return Buffer.byteLength(text, "utf8") <= limit;
}
