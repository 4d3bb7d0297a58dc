// A cell that no runner measured: an error with its labels, or shown and no more where its target may be missing.
import { describe, expect, it } from "vitest";
import { dispatchFailureKinds, type FailureKind } from "../../src/bench/measurements.ts";
import type { GateEvent } from "../../src/compare/index.ts";
import type { PlannedCell } from "../../src/plan/bench-plan.ts";
import { config, failure, file, graphCell, input, judge, measured, outcomeIn, unmeasured } from "./measured-plan.ts";

const message = "no runner with the labels self-hosted, t4 took the job within 30 min";

function unmeasuredBecause(kind: FailureKind, optional: boolean, event: GateEvent = "pull-request") {
  const failures = [failure({ kind, side: null, launch: null, message, stderrTail: [] })];
  const cell = measured({ launches: [], parity: [], failures, stop: "failed", environment: null });
  const place = { kind: "runner" as const, runsOn: ["self-hosted", "t4"], optional, runners: 1 };
  const targets = [{ name: "here", place, pricePerHourUsd: null, threads: null }];
  return input([graphCell()], [cell], { config: { ...config({ failOn: "never" }), targets }, event });
}

describe("a cell that its runners did not measure", () => {
  it.each(dispatchFailureKinds)("fails as %s, whatever `fail-on` says, and the reason is kept", (kind) => {
    const { outcome, cell, verdict } = outcomeIn(unmeasuredBecause(kind, false), "failed");
    expect(outcome.failure).toBe(kind);
    expect(cell.reason).toContain(message);
    expect(cell.effectOnGate).toBe("fail-error");
    expect(verdict.conclusion).toBe("error");
  });

  it("says in the headline and in the remedy that there was no runner", () => {
    const { outcome, verdict } = outcomeIn(unmeasuredBecause("no-runner", false), "failed");
    expect(verdict.headline).toBe("search@16 on here/onnxrt-cpu could not be judged: it found no runner.");
    expect(outcome.remedy).toMatch(/^Start a runner with these labels, raise `queue-timeout`/);
  });

  it.each(["pull-request", "merge", "night", "release"] as const)(
    "is shown and does not block where its target is optional: %s",
    (event) => {
      const { outcome, cell, verdict } = outcomeIn(unmeasuredBecause("no-runner", true, event), "failed");
      expect(outcome.failure).toBe("missing-target");
      expect(cell.reason).toContain(message);
      expect(cell.effectOnGate).toBe("does-not-block");
      expect(verdict.conclusion).toBe("pass");
      expect(verdict.headline).toBe(
        "Nothing was measured; 1 cell was not measured, since its optional target has no runner.",
      );
    },
  );

  it("is told first where nothing else was measured either", () => {
    const given = unmeasuredBecause("no-runner", true);
    const missing = graphCell();
    const told = (beside: PlannedCell, measurements = given.measurements) =>
      judge({ ...given, plan: { ...given.plan, cells: [missing, beside] }, measurements }).verdict.headline;
    expect(told(unmeasured("skip-unchanged", "same"))).toBe(
      "Nothing was measured; 1 cell was not measured, since its optional target has no runner; 1 cell unchanged and skipped.",
    );
    const { planDigest } = given;
    const good = { ...file([measured({ cell: "good" })]), planDigest };
    expect(told(graphCell({ id: "good" }), [...given.measurements, good])).toBe(
      "Nothing that was measured got slower; 1 cell was not measured, since its optional target has no runner.",
    );
  });

  it.each(["job-timed-out", "job-lost", "crashed", "timed-out"] as const)(
    "fails on an optional target too, where a runner took it: %s",
    (kind) => {
      expect(judge(unmeasuredBecause(kind, true)).cell).toMatchObject({
        outcome: { failure: kind },
        effectOnGate: "fail-error",
      });
    },
  );
});
