// A verdict for a person at a console: the same order as the Markdown report, in 100 columns.
import type { CellVerdict, Verdict } from "../compare/verdict.ts";
import { acceptedRow } from "./accepted-row.ts";
import { cellName } from "./cell-name.ts";
import { describeBudget } from "./describe-budget.ts";
import { escapeTerminal } from "./escape-terminal.ts";
import { type CellGroups, type CellIn, countCells, groupCells } from "./group-cells.ts";
import { lastLinesOf, withLastLines } from "./last-lines.ts";
import { hasOpenBudget, missesBudget, nextSteps } from "./next-steps.ts";
import { type StateWord, stateWord } from "./state-word.ts";
import { bulletPoint, codeLines, paragraph, terminalPhrase } from "./terminal-block.ts";
import { type Colors, terminalColors } from "./terminal-colors.ts";
import { footerLines } from "./terminal-footer.ts";
import { changedLines, slowerLines } from "./terminal-tables.ts";

const stderrLines = 15;
const maxExplained = 10;
const maxNamed = 5;
const maxSettingChanges = 20;
const maxAccepted = 20;

export interface TerminalOptions {
  readonly color?: boolean;
  readonly reproduceCommand?: string;
  readonly labelProblem?: string;
}

export function renderTerminal(verdict: Verdict, options: TerminalOptions): string {
  const colors = terminalColors(options.color ?? false);
  const groups = groupCells(verdict.cells);
  const sections = [
    conclusion(verdict, groups, colors),
    settingChanges(verdict),
    changedLines(verdict, groups, colors),
    budgets("Budgets missed", "missed", verdict.cells.filter(missesBudget)),
    budgets("Budgets that could not be decided", "undecided", verdict.cells.filter(hasOpenBudget)),
    accepted(groups),
    ...groups.regressions.slice(0, maxExplained).map(slowerLines),
    steps(verdict, groups, options),
    ...withLastLines(groups).slice(0, maxExplained).map(stderr),
    reproduction(options.reproduceCommand),
    footerLines(verdict, groups),
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `${text.join("\n\n")}\n`;
}

function conclusion(verdict: Verdict, groups: CellGroups, colors: Colors): string[] {
  const word = stateWord(verdict);
  const [first = "", ...more] = paragraph(`${word}: ${escapeTerminal(verdict.headline, 600)}`);
  const { base: compared, baseWithoutPacegate: other } = verdict;
  const without = other === undefined ? "no base" : `base ${commitName(other)} (without Pacegate)`;
  const base = compared === null ? without : `base ${commitName(compared.commit)}`;
  return [
    colors.bold(colorOf(word, verdict, colors)(word)) + first.slice(word.length),
    ...more,
    ...paragraph(`${base} -> head ${commitName(verdict.head.commit)}: ${countCells(groups)}.`),
  ];
}

function colorOf(word: StateWord, { conclusion }: Verdict, colors: Colors): (text: string) => string {
  switch (conclusion) {
    case "pass":
      return word === "PASS" ? colors.green : colors.yellow;
    case "regression":
    case "error":
      return colors.red;
  }
}

function commitName(commit: string | null): string {
  return commit === null ? "(not in git)" : escapeTerminal(commit.slice(0, 10));
}

function settingChanges(verdict: Verdict): string[] {
  if (verdict.settingChanges.length === 0) return [];
  const shown = verdict.settingChanges.slice(0, maxSettingChanges);
  const left = verdict.settingChanges.length - shown.length;
  return [
    ...paragraph(
      "This change also changes what it is judged by. The base's settings judged it; these apply after the merge:",
    ),
    ...shown.flatMap((change) => bulletPoint(escapeTerminal(change, 600))),
    ...(left === 0 ? [] : bulletPoint(`${left} more, in the JSON report`)),
  ];
}

function budgets(
  title: string,
  decision: CellVerdict["budgets"][number]["decision"],
  cells: readonly CellVerdict[],
): string[] {
  const lines = cells.flatMap((cell) =>
    cell.budgets
      .filter((budget) => budget.decision === decision)
      .map(describeBudget)
      .flatMap(({ metric, limit, actual }) =>
        bulletPoint(`${terminalPhrase(cellName(cell))}: ${metric} ${actual}, the limit is ${limit}`),
      ),
  );
  return lines.length === 0 ? [] : [title, ...lines];
}

function accepted(groups: CellGroups): string[] {
  if (groups.accepted.length === 0) return [];
  const lines = groups.accepted.slice(0, maxAccepted).flatMap((cell) => {
    const { change, by, reason, until } = acceptedRow(cell);
    const [who, why] = [escapeTerminal(by), escapeTerminal(reason, 600)];
    return bulletPoint(`${terminalPhrase(cellName(cell))}: ${change}, until ${until}, by ${who}: ${why}`);
  });
  const left = groups.accepted.length - Math.min(groups.accepted.length, maxAccepted);
  return ["Accepted", ...lines, ...(left === 0 ? [] : bulletPoint(`${left} more, in the JSON report`))];
}

function steps(verdict: Verdict, groups: CellGroups, options: TerminalOptions): string[] {
  const { labelProblem } = options;
  const reproducible = options.reproduceCommand !== undefined;
  const phrases = nextSteps(verdict, groups, { reproducible, maxNamed, labelProblem });
  if (phrases.length === 0) return [];
  return ["What to do next", ...phrases.flatMap((phrase) => bulletPoint(terminalPhrase(phrase)))];
}

function stderr(cell: CellIn<"failed">): string[] {
  const tail = cell.outcome.stderrTail.slice(-stderrLines);
  return [...paragraph(`${lastLinesOf(cell)} ${terminalPhrase(cellName(cell))}:`), ...codeLines(tail, "cut")];
}

function reproduction(command: string | undefined): string[] {
  // A command that is cut is worse than a line that is too long.
  return command === undefined ? [] : ["Reproduce it", ...codeLines(command.split("\n"), "whole")];
}
