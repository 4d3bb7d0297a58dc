// The record of a verdict: what of it is kept for the commits after it.
import type { CellVerdict, Verdict } from "../compare/verdict.ts";
import type { BaselineRecord, RecordedCell } from "./record.ts";

/** What the verdict itself does not know. */
export type RecordFacts = Pick<BaselineRecord, "kind" | "recordedAt" | "tag" | "run" | "bundle" | "acceptances">;

/** @param commit the verdict's head: what is of no commit is not recorded */
export function recordOfVerdict(verdict: Verdict, commit: string, facts: RecordFacts): BaselineRecord {
  return {
    schema: "pacegate/baseline-record/1",
    ...facts,
    pacegateVersion: verdict.pacegateVersion,
    commit,
    base: verdict.base?.commit ?? null,
    conclusion: verdict.conclusion,
    cells: verdict.cells.map(recordedCell),
  };
}

function recordedCell({ id, case: modelCase, backend, outcome }: CellVerdict): RecordedCell {
  const identity = { cell: id, case: modelCase, backend };
  const nothing = { decision: null, effect: null, headMsPerRun: null, headUsdPerMillionItems: null, processor: null };
  switch (outcome.state) {
    case "measured":
    case "new": {
      const { head, environment, state } = outcome;
      return {
        ...identity,
        ...nothing,
        state,
        ...(state === "measured" ? { decision: outcome.decision, effect: outcome.effect } : {}),
        headMsPerRun: head.msPerRun,
        headUsdPerMillionItems: head.usdPerMillionItems,
        processor: environment?.processor ?? null,
      };
    }
    case "unchanged-skipped":
    case "removed":
    case "incomparable":
    case "failed":
      return { ...identity, ...nothing, state: outcome.state };
  }
}
