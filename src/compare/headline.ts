// The first line of every report, one sentence: the worst thing that happened, or that nothing did.
import { budgetWords } from "./budget-words.ts";
import { cellTitle, effectWords, intervalWords, speedWords } from "./describe-effect.ts";
import { failureWords } from "./failure-words.ts";
import { type FailedOutcome, isMissed, type MeasuredOutcome } from "./judgement.ts";
import type { CellVerdict, Effect, Verdict } from "./verdict.ts";

export function headline(
  cells: readonly CellVerdict[],
  conclusion: Verdict["conclusion"],
  headCommit: string | null,
): string {
  if (cells.length === 0) return "Nothing was measured: the plan has no cells.";
  switch (conclusion) {
    case "error":
      return errorHeadline(cells, headCommit);
    case "regression":
      return regressionHeadline(cells);
    case "pass":
      return passHeadline(cells);
  }
}

function errorHeadline(cells: readonly CellVerdict[], headCommit: string | null): string {
  const [first, ...others] = cells.filter((cell) => cell.effectOnGate === "fail-error");
  const slower = regressions(cells).length;
  return sentence([
    first === undefined ? "Something failed" : `${cellTitle(first)} ${withoutVerdict(first, headCommit)}`,
    counted(others.length, "other cell fails too", "other cells fail too"),
    counted(slower, "cell got slower", "cells got slower"),
    acceptedWords(cells),
  ]);
}

function withoutVerdict({ outcome, budgets }: CellVerdict, headCommit: string | null): string {
  const open = outcome.state === "failed" ? [] : budgets.filter(({ decision }) => decision === "undecided");
  if (open.length > 0) {
    const missed = budgets.filter(isMissed).map(budgetWords).join(", ");
    const also = missed === "" ? "" : `, and is over another: ${missed}`;
    return `has a budget that could not be decided: ${open.map(budgetWords).join(", ")}${also}`;
  }
  switch (outcome.state) {
    case "failed":
      return `could not be judged: ${failedSide(outcome.failure, headCommit)} ${failureWords(outcome.failure)}`;
    case "incomparable":
      return "cannot be compared with its base";
    case "removed":
      return "was measured at the base and is gone";
    case "measured":
      return `is ${outcome.decision}, and that is not enough here (${effectWords(outcome.effect)})`;
    case "new":
    case "unchanged-skipped":
      return "does not pass";
  }
}

/** A base that was not exported makes a cell incomparable, so an export that fails a cell is head's. */
function failedSide(failure: FailedOutcome["failure"], headCommit: string | null): string {
  if (failure !== "not-exported") return "it";
  return headCommit === null ? "head" : `head (${headCommit.slice(0, 10)})`;
}

function regressionHeadline(cells: readonly CellVerdict[]): string {
  const [slowest, ...others] = regressions(cells);
  const overBudget = cells.filter(isOverBudget);
  if (slowest !== undefined) {
    const effect = decisiveEffect(slowest.outcome);
    const percent = effect.ratio >= 0.5 ? effectWords(effect) : intervalWords(effect);
    const what = slowest.outcome.failedBy === "tail" ? "The 95th percentile of " : "";
    return sentence([
      `${what}${cellTitle(slowest.cell)} is ${speedWords(effect.ratio)} (${percent})`,
      counted(others.length, "other cell got slower", "other cells got slower"),
      counted(overBudget.length, "cell is over its budget", "cells are over their budgets"),
      acceptedWords(cells),
    ]);
  }
  const [first, ...more] = overBudget;
  return sentence([
    first === undefined ? "The gate fails" : `${cellTitle(first)} is over its budget: ${missedWords(first)}`,
    counted(more.length, "other cell is over its budget", "other cells are over their budgets"),
    acceptedWords(cells),
  ]);
}

function isOverBudget(cell: CellVerdict): boolean {
  return !isAccepted(cell) && cell.budgets.some(isMissed);
}

function isAccepted(cell: CellVerdict): boolean {
  return cell.effectOnGate === "accepted";
}

/** Once accepted, a cell is counted here alone. */
function acceptedWords(cells: readonly CellVerdict[]): string | null {
  return counted(cells.filter(isAccepted).length, "cell failed and was accepted", "cells failed and were accepted");
}

function missedWords(cell: CellVerdict): string {
  return cell.budgets.filter(isMissed).map(budgetWords).join(", ");
}

function passHeadline(all: readonly CellVerdict[]): string {
  const cells = all.filter((cell) => !isAccepted(cell));
  const inState = (state: CellVerdict["outcome"]["state"]) =>
    cells.filter((cell) => cell.outcome.state === state).length;
  const decided = (decision: string) =>
    cells.filter(({ outcome }) => outcome.state === "measured" && outcome.decision === decision).length;
  const skipped = inState("unchanged-skipped");
  const overBudget = cells.filter(isOverBudget).length;
  const nothing = cells.length < all.length ? "Nothing else" : "Nothing";
  if (skipped === all.length) {
    return skipped === 1
      ? "Nothing was measured: the cell is unchanged."
      : `Nothing was measured: all ${skipped} cells are unchanged.`;
  }
  const slower = decided("regression");
  const faster = decided("improvement");
  const inconclusive = decided("inconclusive");
  const settled = slower + faster + decided("unchanged");
  const missing = cells.filter(
    ({ outcome }) => outcome.state === "failed" && outcome.failure === "missing-target",
  ).length;
  const measured = settled + inconclusive + inState("new");
  return sentence([
    // A pass that rests on nothing says so first: a commit status has room for little more.
    missing > 0 && measured === 0 ? `${nothing} was measured` : null,
    slower > 0
      ? counted(slower, "cell got slower, which does not block", "cells got slower, which does not block")
      : null,
    slower === 0 && settled > 0 ? `${nothing} that was ${inconclusive > 0 ? "decided" : "measured"} got slower` : null,
    counted(faster, "cell got faster", "cells got faster"),
    counted(
      inconclusive,
      "cell is inconclusive: whether it got slower is not known",
      "cells are inconclusive: whether they got slower is not known",
    ),
    counted(
      overBudget,
      "cell is over its budget, which does not block",
      "cells are over their budgets, which does not block",
    ),
    counted(
      cells.filter(({ budgets }) => budgets.some(({ decision }) => decision === "undecided")).length,
      "cell has a budget that could not be decided",
      "cells have budgets that could not be decided",
    ),
    counted(
      inState("incomparable"),
      "cell cannot be compared with its base",
      "cells cannot be compared with their base",
    ),
    counted(inState("new"), "cell is new", "cells are new"),
    counted(inState("removed"), "cell is gone", "cells are gone"),
    counted(
      missing,
      "cell was not measured, since its optional target has no runner",
      "cells were not measured, since their optional targets have no runner",
    ),
    acceptedWords(all),
    counted(skipped, "cell unchanged and skipped", "cells unchanged and skipped"),
  ]);
}

function regressions(cells: readonly CellVerdict[]) {
  return cells
    .flatMap((cell) =>
      !isAccepted(cell) && cell.outcome.state === "measured" && cell.outcome.decision === "regression"
        ? [{ cell, outcome: cell.outcome }]
        : [],
    )
    .sort((a, b) => decisiveEffect(b.outcome).ratio - decisiveEffect(a.outcome).ratio);
}

/** The tail's where the tail alone fails the cell. */
function decisiveEffect({ effect, tail, failedBy }: MeasuredOutcome): Effect {
  return failedBy === "tail" && tail !== undefined ? tail.effect : effect;
}

function counted(count: number, one: string, many: string): string | null {
  return count === 0 ? null : `${count} ${count === 1 ? one : many}`;
}

function sentence(parts: readonly (string | null)[]): string {
  const text = parts.filter((part) => part !== null).join("; ");
  // Only this word may be written large: the case of a name is the user's.
  return `${text.replace(/^the /, "The ")}.`;
}
