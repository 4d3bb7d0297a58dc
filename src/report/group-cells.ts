// Sorts the cells of a verdict into what a reader must see, and what can be folded away.
import type { CellVerdict, Decision, Outcome } from "../compare/verdict.ts";

export type CellIn<State extends Outcome["state"]> = CellVerdict & {
  readonly outcome: Extract<Outcome, { state: State }>;
};

export interface CellGroups {
  /** What blocks, worst first, then improvements: the table at the top. */
  readonly changed: readonly CellVerdict[];
  readonly regressions: readonly CellIn<"measured">[];
  readonly improvements: readonly CellIn<"measured">[];
  readonly unchanged: readonly CellIn<"measured">[];
  readonly inconclusive: readonly CellIn<"measured">[];
  readonly skipped: readonly CellIn<"unchanged-skipped">[];
  readonly fresh: readonly CellIn<"new">[];
  readonly removed: readonly CellIn<"removed">[];
  readonly incomparable: readonly CellIn<"incomparable">[];
  readonly failed: readonly CellIn<"failed">[];
  /** Not measured, since their target had no runner and may be missing. */
  readonly missing: readonly CellIn<"failed">[];
  /** Whatever they are, they are in no other group. */
  readonly accepted: readonly CellVerdict[];
}

export function groupCells(all: readonly CellVerdict[]): CellGroups {
  const cells = all.filter((cell) => cell.effectOnGate !== "accepted");
  const measured = cells.filter((cell) => isIn(cell, "measured"));
  const decided = (decision: Decision) =>
    measured
      .filter((cell) => cell.outcome.decision === decision)
      .sort((a, b) => Math.abs(b.outcome.effect.ratio) - Math.abs(a.outcome.effect.ratio) || compareIds(a, b));
  const unmeasured = cells.filter((cell) => isIn(cell, "failed"));
  const regressions = decided("regression");
  const improvements = decided("improvement");
  const listed = new Set<CellVerdict>([...regressions, ...improvements]);
  const errors = cells.filter((cell) => !listed.has(cell) && cell.effectOnGate === "fail-error");
  const failures = cells.filter((cell) => !listed.has(cell) && cell.effectOnGate === "fail-regression");
  return {
    changed: [...errors, ...regressions, ...failures, ...improvements],
    regressions,
    improvements,
    unchanged: decided("unchanged"),
    inconclusive: decided("inconclusive"),
    skipped: cells.filter((cell) => isIn(cell, "unchanged-skipped")),
    fresh: cells.filter((cell) => isIn(cell, "new")),
    removed: cells.filter((cell) => isIn(cell, "removed")),
    incomparable: cells.filter((cell) => isIn(cell, "incomparable")),
    failed: unmeasured.filter((cell) => !isMissing(cell)),
    missing: unmeasured.filter(isMissing),
    accepted: all.filter((cell) => cell.effectOnGate === "accepted"),
  };
}

/** `2 regressions, 1 inconclusive, 9 skipped`: every cell is counted once. */
export function countCells(groups: CellGroups): string {
  const counts: readonly (readonly [number, string])[] = [
    [groups.failed.length, "failed"],
    [groups.incomparable.length, "incomparable"],
    [groups.regressions.length, groups.regressions.length === 1 ? "regression" : "regressions"],
    [groups.improvements.length, groups.improvements.length === 1 ? "improvement" : "improvements"],
    [groups.accepted.length, "accepted"],
    [groups.inconclusive.length, "inconclusive"],
    [groups.missing.length, "not measured (optional target)"],
    [groups.unchanged.length, "unchanged"],
    [groups.fresh.length, "new"],
    [groups.removed.length, "removed"],
    [groups.skipped.length, "skipped as unchanged"],
  ];
  const words = counts.filter(([count]) => count > 0).map(([count, name]) => `${count} ${name}`);
  return words.length === 0 ? "no cells" : words.join(", ");
}

export function isMeasured(cell: CellVerdict): cell is CellIn<"measured"> {
  return isIn(cell, "measured");
}

/** Cells without figures that end alike for one reason, such as every batch size of a broken model, told as one. */
export function byCause(cells: readonly CellVerdict[]): readonly (readonly [CellVerdict, ...CellVerdict[]])[] {
  const causes = new Map<string, [CellVerdict, ...CellVerdict[]]>();
  for (const cell of cells) {
    const { outcome } = cell;
    const hasFigures = outcome.state === "measured" || outcome.state === "new";
    const cause = JSON.stringify(hasFigures ? [cell.id] : [outcome.state, cell.reason]);
    const known = causes.get(cause);
    if (known === undefined) causes.set(cause, [cell]);
    else known.push(cell);
  }
  return [...causes.values()];
}

function isMissing({ outcome }: CellIn<"failed">): boolean {
  return outcome.failure === "missing-target";
}

function isIn<State extends Outcome["state"]>(cell: CellVerdict, state: State): cell is CellIn<State> {
  return cell.outcome.state === state;
}

function compareIds(a: CellVerdict, b: CellVerdict): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
