// What a cell means for the whole: the table of conclusions, row by row.
import type { FailOn } from "../config/index.ts";
import type { CellVerdict, GateEvent, Outcome, Verdict } from "./verdict.ts";

export type EffectOnGate = CellVerdict["effectOnGate"];

const severity: readonly EffectOnGate[] = ["pass", "accepted", "does-not-block", "fail-regression", "fail-error"];

/**
 * At night there is nothing to block: what would block a change there makes the run end in `regression` or `error`,
 * from which an issue is made, and what a person decided already is only shown. A merge is decided already too: what
 * was found is shown and recorded, and only what could not be measured ends in `error`. `fail-on: never` lets pass
 * what was measured and found slow or over budget; it never lets pass what is missing or could not be measured.
 */
export function effectOnGate(
  outcome: Outcome,
  budgets: readonly CellVerdict["budgets"][number][],
  event: GateEvent,
  failOn: FailOn,
): EffectOnGate {
  // What is slower fails and is measured no further, so its open budgets ask nothing more of it.
  const isSlower = outcome.state === "measured" && outcome.decision === "regression";
  const asked = budgets.filter(({ decision }) => !(isSlower && decision === "undecided"));
  const ofBudgets = asked.map(({ decision }) => ofBudget(decision, event, failOn));
  return worst([ofOutcome(outcome, event, failOn), ...ofBudgets]);
}

/** What could not be decided means what an inconclusive comparison does. */
function ofBudget(
  decision: CellVerdict["budgets"][number]["decision"],
  event: GateEvent,
  failOn: FailOn,
): EffectOnGate {
  switch (decision) {
    case "met":
      return "pass";
    case "missed":
      return judged(event, failOn);
    case "undecided":
      return ofInconclusive(event, failOn);
  }
}

function ofOutcome(outcome: Outcome, event: GateEvent, failOn: FailOn): EffectOnGate {
  switch (outcome.state) {
    case "unchanged-skipped":
    case "new":
      return "pass";
    case "removed":
      return ofRemoved(event);
    case "incomparable":
      return event === "night" || event === "merge" ? "does-not-block" : "fail-error";
    case "failed":
      return outcome.failure === "missing-target" ? "does-not-block" : "fail-error";
    case "measured":
      switch (outcome.decision) {
        case "unchanged":
        case "improvement":
          return "pass";
        case "regression":
          return judged(event, failOn);
        case "inconclusive":
          return ofInconclusive(event, failOn);
      }
  }
}

function ofRemoved(event: GateEvent): EffectOnGate {
  switch (event) {
    case "night":
      return "pass";
    case "merge":
      return "does-not-block";
    case "pull-request":
    case "release":
      return "fail-error";
  }
}

function judged(event: GateEvent, failOn: FailOn): EffectOnGate {
  if (event === "merge") return "does-not-block";
  switch (failOn) {
    case "regression":
    case "inconclusive":
      return "fail-regression";
    case "never":
      return "does-not-block";
  }
}

/** It fails as an error does: nothing was found slower, but nothing was shown to be as fast either. */
function ofInconclusive(event: GateEvent, failOn: FailOn): EffectOnGate {
  switch (failOn) {
    case "never":
      return "does-not-block";
    case "regression":
      return event === "release" ? "fail-error" : "does-not-block";
    case "inconclusive":
      return event === "night" || event === "merge" ? "does-not-block" : "fail-error";
  }
}

/** Of none, and of one that is not known, it is an error: nothing that is missing passes. */
export function worst(effects: readonly EffectOnGate[]): EffectOnGate {
  const known = effects.every((effect) => severity.includes(effect));
  return (known ? severity.findLast((effect) => effects.includes(effect)) : undefined) ?? "fail-error";
}

/** A plan without a cell measured nothing and shows nothing: that is no pass. */
export function conclude(cells: readonly CellVerdict[]): Verdict["conclusion"] {
  if (cells.length === 0) return "error";
  const effect = worst(cells.map((cell) => cell.effectOnGate));
  switch (effect) {
    case "pass":
    case "accepted":
    case "does-not-block":
      return "pass";
    case "fail-regression":
      return "regression";
    case "fail-error":
      return "error";
  }
}
