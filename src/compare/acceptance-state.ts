// What an acceptance covers: the cells that had failed when it was given, for the reasons of then, and nothing worse.
import { matchesPattern } from "../config/index.ts";
import type { Acceptance, AcceptedCell, AcceptedReason } from "./acceptance.ts";
import { type AcceptanceRequest, hasEnded } from "./acceptance-request.ts";
import { isMissed } from "./judgement.ts";
import type { CellVerdict, GateEvent } from "./verdict.ts";

type Failing = Pick<CellVerdict, "id" | "outcome" | "budgets" | "effectOnGate" | "work">;

/** What fails and could be accepted, one entry a cell and reason: what a later acceptance is made of. */
export function failedCells(cells: readonly Failing[]): AcceptedCell[] {
  return cells.flatMap((cell) => {
    const ratio = cell.outcome.state === "measured" ? cell.outcome.effect.ratio : null;
    return (acceptableReasons(cell) ?? []).map((what) => ({
      cell: cell.id,
      what,
      ratio,
      ...extentOf(what, cell),
      work: cell.work,
    }));
  });
}

/** How far it went, beside the ratio. */
function extentOf(what: AcceptedReason, { outcome, budgets }: Failing): Pick<AcceptedCell, "tailRatio" | "missed"> {
  switch (what) {
    case "regression":
      return outcome.state === "measured" && outcome.tail !== undefined ? { tailRatio: outcome.tail.effect.ratio } : {};
    case "over-budget":
      return { missed: budgets.filter(isMissed).map(({ metric, actual }) => ({ metric, actual })) };
    case "removed":
    case "incomparable":
      return {};
  }
}

export interface AcceptanceInput {
  readonly request: AcceptanceRequest;
  /** Login of who set the label. */
  readonly by: string;
  /** ISO time at which the label was set. */
  readonly acceptedAt: string;
  /** Head commit of the verdict that was there to be read then. */
  readonly commit: string | null;
  /** What had failed in that verdict, by `failedCells`. */
  readonly failed: readonly AcceptedCell[];
}

/** It covers what had failed and was asked for, which may be nothing. A pattern without a backend is for all of them. */
export function makeAcceptance({ request, by, acceptedAt, commit, failed }: AcceptanceInput): Acceptance {
  const { reason, until, cells: patterns } = request;
  const askedFor = ({ cell }: AcceptedCell) =>
    patterns === null ||
    patterns.map(asId).some((pattern) => matchesPattern(pattern, cell) || matchesPattern(`${pattern} *`, cell));
  return { by, reason, acceptedAt, commit, until, cells: failed.filter(askedFor) };
}

/** As reports name cells: `search@16` on `t4/onnxrt-cpu`, `search@16` local python. */
function asId(pattern: string): string {
  return pattern
    .replaceAll("`", "")
    .replace(/ local python$/i, " local-python")
    .replace(" on ", " ");
}

export interface AcceptanceContext {
  readonly event: GateEvent;
  /** Head commit that is judged. */
  readonly commit: string | null;
  /** Undefined: the time is not known, and what holds until some day covers nothing. */
  readonly now: Date | undefined;
}

/**
 * Lets covered cells through. A cell is covered where each reason for which it fails is, by any of the acceptances.
 * Only a change under review can be accepted: a release fails on what is slower, and a night only tells.
 */
export function applyAcceptances(
  cells: readonly CellVerdict[],
  acceptances: readonly Acceptance[],
  context: AcceptanceContext,
): CellVerdict[] {
  if (context.event !== "pull-request") return [...cells];
  const inForce = acceptances.filter(({ until }) => !hasEnded(until, context.now));
  const listed = listEntries(inForce);
  return cells.map((cell) => {
    const found = (acceptableReasons(cell) ?? []).map((what) =>
      (listed.get(entryKey(cell.id, what)) ?? []).find(({ entry, acceptance }) =>
        isNoWorse(cell, entry, acceptance, context.commit),
      ),
    );
    const [first] = found;
    if (first === undefined || found.includes(undefined)) return cell;
    const { by, reason, until } = first.acceptance;
    return { ...cell, effectOnGate: "accepted", acceptance: { by, reason, until } };
  });
}

/** Why the cell fails; null where it passes, or fails for something that nobody can accept. */
function acceptableReasons({ outcome, budgets, effectOnGate }: Failing): readonly AcceptedReason[] | null {
  if (effectOnGate !== "fail-regression" && effectOnGate !== "fail-error") return null;
  const overBudget: readonly AcceptedReason[] = budgets.some(isMissed) ? ["over-budget"] : [];
  // Where an open question must not be one, it fails as an error: nobody knows yet what would be accepted.
  if (effectOnGate === "fail-error" && budgets.some(({ decision }) => decision === "undecided")) return null;
  switch (outcome.state) {
    case "removed":
    case "incomparable":
      return [outcome.state, ...overBudget];
    case "measured":
      if (outcome.decision === "regression") return ["regression", ...overBudget];
      return effectOnGate === "fail-error" ? null : overBudget;
    case "new":
      return overBudget;
    case "unchanged-skipped":
    case "failed":
      return null;
  }
}

interface Listed {
  readonly acceptance: Acceptance;
  readonly entry: AcceptedCell;
}

function listEntries(acceptances: readonly Acceptance[]): ReadonlyMap<string, readonly Listed[]> {
  const listed = new Map<string, Listed[]>();
  for (const acceptance of acceptances) {
    for (const entry of acceptance.cells) {
      const key = entryKey(entry.cell, entry.what);
      const entries = listed.get(key);
      if (entries === undefined) listed.set(key, [{ acceptance, entry }]);
      else entries.push({ acceptance, entry });
    }
  }
  return listed;
}

function entryKey(cell: string, what: AcceptedReason): string {
  return `${what} ${cell}`;
}

/**
 * The accepted commit itself and the very same work are covered whatever the noise says. Other work must not look worse
 * than what was accepted: an interval that ends early is wide enough to hide a cell that got twice as slow.
 */
function isNoWorse(cell: CellVerdict, entry: AcceptedCell, { commit: accepted }: Acceptance, commit: string | null) {
  const isTheCommit = commit !== null && commit === accepted;
  const isTheSame = isTheCommit || (entry.work !== null && entry.work === cell.work);
  switch (entry.what) {
    case "removed":
      return true;
    case "incomparable":
      return isTheCommit;
    case "regression":
      return isTheSame || isNoSlower(cell, entry);
    case "over-budget":
      return missesNoMore(cell, entry, isTheSame);
  }
}

/** Neither in the mean nor, where the tail is what got slower, in the tail: each fails a cell by itself. */
function isNoSlower({ outcome }: CellVerdict, { ratio, tailRatio }: AcceptedCell): boolean {
  if (outcome.state !== "measured" || ratio === null || outcome.effect.ratio > ratio) return false;
  const { tail } = outcome;
  if (tail === undefined || tail.decision !== "regression") return true;
  return tailRatio !== undefined && tail.effect.ratio <= tailRatio;
}

/** A budget that was met when another one was accepted is covered by nothing. */
function missesNoMore({ budgets }: CellVerdict, { missed = [] }: AcceptedCell, isTheSame: boolean): boolean {
  return budgets.filter(isMissed).every(({ metric, actual }) => {
    const then = missed.find((budget) => budget.metric === metric);
    if (then === undefined) return false;
    return isTheSame || (then.actual !== null && actual !== null && actual <= then.actual);
  });
}
