// What planning a case's graphs needs on every backend alike: worked out once a case, shared by its cells.
import type { GraphWork } from "./bench-plan.ts";
import { passOf } from "./case-view.ts";
import { type Obstacle, obstaclesToComparison } from "./comparability.ts";
import { contributionsOf } from "./contributions.ts";
import { graphChanges, weightsDiffer } from "./graph-change.ts";
import type { CaseSituation } from "./planned-cases.ts";

export type ExportedCase = Extract<CaseSituation, { kind: "exported" }>;

export interface GraphComparison extends ExportedCase {
  readonly work: GraphWork;
  /** Empty without a base to compare with, and so is the next one. */
  readonly obstacles: readonly Obstacle[];
  readonly changes: readonly string[];
  readonly weightsDiffer: boolean;
}

export function compareGraphs(exported: ExportedCase): GraphComparison {
  const { model, head, base } = exported;
  const view = base.kind === "present" ? base.view : null;
  const work: GraphWork = {
    kind: "graph",
    base: view === null ? null : passOf(view),
    head: passOf(head),
    contributions: contributionsOf(view, head),
    parityTolerance: model.parityTolerance,
  };
  return {
    ...exported,
    work,
    obstacles: view === null ? [] : obstaclesToComparison(view, head),
    changes: view === null ? [] : graphChanges(view, head),
    weightsDiffer: view !== null && weightsDiffer(view, head),
  };
}
