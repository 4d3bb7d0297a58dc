// What the reader does next, for each way that a cell can end.
import type { CellVerdict, Verdict } from "../compare/verdict.ts";
import { cellName } from "./cell-name.ts";
import { slowestPart } from "./explain-change.ts";
import type { CellGroups } from "./group-cells.ts";
import { code, type Phrase } from "./phrase.ts";

export interface NextStepsOptions {
  /** Whether the report shows a command that reproduces it. */
  readonly reproducible: boolean;
  /** Cells, remedies and parts named of each kind. */
  readonly maxNamed: number;
}

export function nextSteps(verdict: Verdict, groups: CellGroups, options: NextStepsOptions): Phrase[] {
  const { maxNamed } = options;
  return [
    ...remedies([...groups.failed, ...groups.incomparable], maxNamed),
    ...slowerParts(groups, maxNamed),
    ...slowerPython(groups, maxNamed),
    ...missedBudgets(verdict),
    ...blockingRemovals(groups, maxNamed),
    ...undecided(groups),
    ...(options.reproducible && verdict.conclusion !== "pass"
      ? [
          [
            "Reproduce it with the command below. The milliseconds will differ on another machine; the change should not by much.",
          ],
        ]
      : []),
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
  if (!verdict.cells.some((cell) => cell.budgets.some((budget) => !budget.met))) return [];
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
  return [["No longer measured: ", ...namingAll(cells, maxNamed), ". Put it back, or say in the change why it goes."]];
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

function acceptance(verdict: Verdict, groups: CellGroups): Phrase[] {
  if (groups.regressions.length === 0 || verdict.conclusion === "pass") return [];
  return [
    [
      "Slower on purpose? Say why in the change and let someone who may override this check merge it: from then on the slower version is what others are compared with.",
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
