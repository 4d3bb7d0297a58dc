// What the reader does next, for each way that a cell can end.
import { acceptanceLabel } from "../compare/acceptance.ts";
import type { CellVerdict, Verdict } from "../compare/verdict.ts";
import { cellName } from "./cell-name.ts";
import { slowestPart } from "./explain-change.ts";
import { type CellGroups, isMeasured } from "./group-cells.ts";
import { code, type Phrase } from "./phrase.ts";

export interface NextStepsOptions {
  /** Whether the report shows a command that reproduces it. */
  readonly reproducible: boolean;
  /** Cells, remedies and parts named of each kind. */
  readonly maxNamed: number;
  /** Why the label that accepts covers nothing, though it is set; empty: nothing that failed is what was accepted. */
  readonly labelProblem?: string | undefined;
}

export function nextSteps(verdict: Verdict, groups: CellGroups, options: NextStepsOptions): Phrase[] {
  const { maxNamed } = options;
  return [
    ...remedies([...groups.failed, ...groups.incomparable, ...groups.missing], maxNamed),
    ...slowerParts(groups, maxNamed),
    ...slowerPython(groups, maxNamed),
    ...missedBudgets(verdict),
    ...blockingRemovals(groups, maxNamed),
    ...undecided(groups),
    ...openBudgets(verdict),
    ...(options.reproducible && verdict.conclusion !== "pass"
      ? [
          [
            groups.changed.some(isMeasured)
              ? "Reproduce it with the command below. The milliseconds will differ on another machine; the change should not by much."
              : "Reproduce it with the command below.",
          ],
        ]
      : []),
    ...uselessLabel(options.labelProblem),
    ...acceptance(verdict, groups),
  ];
}

function remedies(
  cells: readonly (CellGroups["failed"] | CellGroups["incomparable"])[number][],
  maxNamed: number,
): Phrase[] {
  const byRemedy = Map.groupBy(cells, (cell) => cell.outcome.remedy);
  const steps = [...byRemedy].slice(0, maxNamed).map(([remedy, same]): Phrase => [remedy, " (", ...naming(same), ")"]);
  const left = byRemedy.size - steps.length;
  return left > 0
    ? [...steps, [`${left} more cells or groups of cells need something else: the JSON report has each remedy.`]]
    : steps;
}

function slowerParts(groups: CellGroups, maxNamed: number): Phrase[] {
  const named = new Map<string, Phrase>();
  for (const cell of groups.regressions) {
    const part = cell.backend === null ? null : slowestPart(cell);
    if (part === null || named.has(part.label)) continue;
    const weight = part.share === "" ? [] : [`: ${part.share} of the slowdown of `, ...cellName(cell)];
    named.set(part.label, ["Look at ", code(part.label), ...weight, "."]);
    if (named.size === maxNamed) break;
  }
  return [...named.values()];
}

function slowerPython(groups: CellGroups, maxNamed: number): Phrase[] {
  const cells = groups.regressions.filter((cell) => cell.backend === null).slice(0, maxNamed);
  return cells.map((cell) => [
    "The Python around the model in ",
    code(cell.case),
    " got slower: look at what this change does outside the graphs, such as tokenising, conversions and loops.",
  ]);
}

function missedBudgets(verdict: Verdict): Phrase[] {
  if (!verdict.cells.some(missesBudget)) return [];
  return [
    [
      "A budget is missed: make the model faster or cheaper, or change ",
      code("gate.budgets"),
      " in ",
      code("pacegate.yml"),
      " in a change of its own. The base's budgets judge this one.",
    ],
  ];
}

function blockingRemovals(groups: CellGroups, maxNamed: number): Phrase[] {
  const cells = groups.removed.filter((cell) => cell.effectOnGate !== "pass");
  if (cells.length === 0) return [];
  return [["No longer measured: ", ...namingAll(cells, maxNamed), ". Put it back, or have it accepted that it goes."]];
}

function undecided(groups: CellGroups): Phrase[] {
  if (groups.inconclusive.length === 0) return [];
  return [
    [
      "Inconclusive means that the noise hid the answer: run it again on a quieter machine, or raise ",
      code("gate.limits.seconds-per-cell"),
      ".",
    ],
  ];
}

function openBudgets(verdict: Verdict): Phrase[] {
  if (!verdict.cells.some(hasOpenBudget)) return [];
  return [
    [
      "A budget could not be decided, since its limit lies within the noise: run it again on a quieter machine, or leave more room between ",
      code("gate.budgets"),
      " and what the model takes.",
    ],
  ];
}

export function missesBudget(cell: CellVerdict): boolean {
  return cell.effectOnGate !== "accepted" && cell.budgets.some(({ decision }) => decision === "missed");
}

/** Measured, and its interval holds the limit; what could not be measured at all has failed. */
export function hasOpenBudget({ budgets }: CellVerdict): boolean {
  return budgets.some(({ decision, interval }) => decision === "undecided" && interval !== null);
}

export function openBudgetBlocks(cell: CellVerdict): boolean {
  return cell.effectOnGate === "fail-error" && hasOpenBudget(cell);
}

function uselessLabel(problem: string | undefined): Phrase[] {
  if (problem === undefined) return [];
  const why =
    problem === ""
      ? "Nothing that fails here had failed in the result that was shown before it was set, or it got worse since. Take the label off, and set it again to accept this result."
      : problem;
  return [["The label ", code(acceptanceLabel), ` is set and covers nothing. ${why}`]];
}

/** Only a change under review can be accepted, and only what somebody can see: not that a measurement is missing. */
function acceptance({ event }: Verdict, groups: CellGroups): Phrase[] {
  if (event !== "pull-request") return [];
  const acceptable = groups.changed.some(
    (cell) =>
      cell.effectOnGate === "fail-regression" ||
      (cell.effectOnGate === "fail-error" &&
        (cell.outcome.state === "removed" || cell.outcome.state === "incomparable")),
  );
  if (!acceptable) return [];
  return [
    [
      "On purpose? Write a line ",
      code("pacegate: <why>"),
      " into the pull request's text, and let someone with write access set the label ",
      code(acceptanceLabel),
      ". It covers what failed here, not what gets worse later; ",
      code("cells=search@16*"),
      " and ",
      code("until=2030-01-31"),
      " in that line narrow it.",
    ],
  ];
}

/** The first cell and how many more there are. */
function naming(cells: readonly CellVerdict[]): Phrase {
  return namingAll(cells, 1);
}

function namingAll(cells: readonly CellVerdict[], maxNamed: number): Phrase {
  const named = cells
    .slice(0, maxNamed)
    .flatMap((cell, index) => (index === 0 ? cellName(cell) : [", ", ...cellName(cell)]));
  const left = cells.length - Math.min(cells.length, maxNamed);
  return left > 0 ? [...named, ` and ${left} more`] : named;
}
