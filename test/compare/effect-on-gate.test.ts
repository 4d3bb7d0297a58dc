import { describe, expect, it } from "vitest";
import { conclude, type EffectOnGate, effectOnGate, worst } from "../../src/compare/effect-on-gate.ts";
import type { Decision, GateEvent, Outcome } from "../../src/compare/verdict.ts";
import type { FailOn } from "../../src/config/index.ts";
import { sampleEffort as effort } from "../fixtures/verdict.ts";

const figures = { msPerRun: 1, usdPerMillionCalls: null, usdPerMillionItems: null };

function measured(decision: Decision): Outcome {
  const effect = { ratio: 0, lower: 0, upper: 0, level: 0.99 };
  const evidence = {
    effect,
    base: figures,
    head: figures,
    smallestVisible: 0.02,
    noiseControl: { state: "absent" as const },
    contributions: [],
    remainderMs: 0,
    effort,
    environment: null,
  };
  return { state: "measured", decision, ...evidence };
}

const outcomes = {
  skipped: { state: "unchanged-skipped" },
  new: { state: "new", head: figures, effort, environment: null },
  removed: { state: "removed" },
  unchanged: measured("unchanged"),
  improvement: measured("improvement"),
  regression: measured("regression"),
  inconclusive: measured("inconclusive"),
  incomparable: { state: "incomparable", remedy: "r" },
  failed: { state: "failed", failure: "crashed", remedy: "r", stderrTail: [] },
  missing: { state: "failed", failure: "missing-target", remedy: "r", stderrTail: [] },
} satisfies Record<string, Outcome>;

type Row = [keyof typeof outcomes, FailOn, EffectOnGate, EffectOnGate, EffectOnGate, EffectOnGate];

// Columns: pull request, merge, night, release.
const table: Row[] = [
  ["skipped", "regression", "pass", "pass", "pass", "pass"],
  ["unchanged", "regression", "pass", "pass", "pass", "pass"],
  ["improvement", "regression", "pass", "pass", "pass", "pass"],
  ["new", "regression", "pass", "pass", "pass", "pass"],
  ["removed", "regression", "fail-error", "does-not-block", "pass", "fail-error"],
  ["regression", "regression", "fail-regression", "does-not-block", "fail-regression", "fail-regression"],
  ["inconclusive", "regression", "does-not-block", "does-not-block", "does-not-block", "fail-error"],
  ["incomparable", "regression", "fail-error", "does-not-block", "does-not-block", "fail-error"],
  ["failed", "regression", "fail-error", "fail-error", "fail-error", "fail-error"],
  ["missing", "regression", "does-not-block", "does-not-block", "does-not-block", "does-not-block"],
  ["regression", "inconclusive", "fail-regression", "does-not-block", "fail-regression", "fail-regression"],
  ["inconclusive", "inconclusive", "fail-error", "does-not-block", "does-not-block", "fail-error"],
  ["unchanged", "inconclusive", "pass", "pass", "pass", "pass"],
  ["regression", "never", "does-not-block", "does-not-block", "does-not-block", "does-not-block"],
  ["inconclusive", "never", "does-not-block", "does-not-block", "does-not-block", "does-not-block"],
  ["removed", "never", "fail-error", "does-not-block", "pass", "fail-error"],
  ["incomparable", "never", "fail-error", "does-not-block", "does-not-block", "fail-error"],
  ["failed", "never", "fail-error", "fail-error", "fail-error", "fail-error"],
];

const budget = (decision: "met" | "missed" | "undecided") =>
  ({ metric: "p95-ms", limit: 1, actual: 2, decision, interval: null }) as const;

describe("the table of conclusions", () => {
  it.each(table)(
    "%s with fail-on: %s -> pull request %s, merge %s, night %s, release %s",
    (row, failOn, ...expected) => {
      const events: GateEvent[] = ["pull-request", "merge", "night", "release"];
      expect(events.map((event) => effectOnGate(outcomes[row], [], event, failOn))).toEqual(expected);
    },
  );

  it("a missed budget fails like a regression, unless nothing may", () => {
    const missed = [budget("missed")];
    expect(effectOnGate(outcomes.new, missed, "pull-request", "regression")).toBe("fail-regression");
    expect(effectOnGate(outcomes.unchanged, missed, "release", "inconclusive")).toBe("fail-regression");
    expect(effectOnGate(outcomes.unchanged, missed, "pull-request", "never")).toBe("does-not-block");
    expect(effectOnGate(outcomes.unchanged, missed, "merge", "regression")).toBe("does-not-block");
    expect(effectOnGate(outcomes.failed, missed, "pull-request", "regression")).toBe("fail-error");
  });

  it("a budget that could not be decided means what an inconclusive cell does", () => {
    const open = [budget("met"), budget("undecided")];
    const effects = (event: GateEvent) =>
      (["regression", "inconclusive", "never"] as const).map((failOn) =>
        effectOnGate(outcomes.unchanged, open, event, failOn),
      );
    expect(effects("pull-request")).toEqual(["does-not-block", "fail-error", "does-not-block"]);
    expect(effects("release")).toEqual(["fail-error", "fail-error", "does-not-block"]);
    expect(effectOnGate(outcomes.new, open, "pull-request", "regression")).toBe("does-not-block");
    expect(effectOnGate(outcomes.new, [budget("met")], "release", "regression")).toBe("pass");
  });

  it("the worst cell decides, and no cell at all is an error", () => {
    expect(worst(["pass", "fail-regression", "does-not-block"])).toBe("fail-regression");
    expect(worst(["fail-error", "fail-regression"])).toBe("fail-error");
    expect(worst(["accepted", "pass"])).toBe("accepted");
    expect(worst(["accepted", "does-not-block"])).toBe("does-not-block");
    expect(worst([])).toBe("fail-error");
    expect(conclude([])).toBe("error");
  });

  it("what nobody knows is an error, never a pass", () => {
    expect(worst(["pass", "of-another-version" as EffectOnGate])).toBe("fail-error");
    const unknown = { state: "of-another-version" } as unknown as Outcome;
    expect(effectOnGate(unknown, [], "pull-request", "never")).toBe("fail-error");
    const [event, failOn] = ["of-another-version" as GateEvent, "of-another-version" as FailOn];
    expect(effectOnGate(outcomes.removed, [], event, "never")).toBe("fail-error");
    expect(effectOnGate(outcomes.regression, [], "pull-request", failOn)).toBe("fail-error");
  });
});
