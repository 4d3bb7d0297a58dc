import { describe, expect, it } from "vitest";
import { countRegressions, verdictOutput } from "../../src/action/verdict-output.ts";
import type { CellVerdict, Decision, Verdict } from "../../src/compare/verdict.ts";
import { sampleCell, sampleMeasured, sampleVerdict } from "../fixtures/verdict.ts";

const measured = (decision: Decision, effectOnGate: CellVerdict["effectOnGate"]): CellVerdict =>
  sampleCell({ outcome: sampleMeasured({ decision }), effectOnGate });
const skipped = sampleCell({ outcome: { state: "unchanged-skipped" }, effectOnGate: "pass" });
const verdict = (conclusion: Verdict["conclusion"], ...cells: CellVerdict[]) => sampleVerdict({ conclusion, cells });

describe("the output `verdict`", () => {
  it("is the conclusion where the step fails", () => {
    expect(verdictOutput(verdict("error", skipped))).toBe("error");
    expect(verdictOutput(verdict("regression", measured("regression", "fail-regression")))).toBe("regression");
  });

  it("is pass only where nothing was left open", () => {
    expect(verdictOutput(verdict("pass", skipped, measured("unchanged", "pass")))).toBe("pass");
    expect(verdictOutput(verdict("pass", skipped, measured("inconclusive", "does-not-block")))).toBe("inconclusive");
  });

  it("counts what was accepted as a pass, save that an inconclusive cell stays one", () => {
    const accepted = verdict("pass", measured("regression", "accepted"), skipped);
    expect(verdictOutput(accepted)).toBe("pass");
    expect(countRegressions(accepted)).toBe(0);
    expect(verdictOutput(verdict("pass", measured("inconclusive", "accepted")))).toBe("inconclusive");
  });

  it("names a regression that `fail-on: never` lets through", () => {
    const slower = verdict("pass", measured("regression", "does-not-block"), skipped);
    expect(verdictOutput(slower)).toBe("regression");
    expect(countRegressions(slower)).toBe(1);
  });
});
