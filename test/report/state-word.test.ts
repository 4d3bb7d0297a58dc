import { describe, expect, test } from "vitest";
import { verdictOutput } from "../../src/action/verdict-output.ts";
import type { CellVerdict, Outcome, Verdict } from "../../src/compare/verdict.ts";
import { renderReport } from "../../src/report/index.ts";
import { stateWord } from "../../src/report/state-word.ts";
import { statusDescription, statusState } from "../../src/report/status-description.ts";
import { sampleCell, sampleMeasured, sampleVerdict } from "../fixtures/verdict.ts";

const missed: CellVerdict["budgets"] = [
  { metric: "p95-ms", limit: 10, actual: 12, decision: "missed", interval: null },
];
const missingTarget: Outcome = {
  state: "failed",
  failure: "missing-target",
  remedy: "Start a runner with these labels to have it measured.",
  stderrTail: [],
};

function cell(outcome: Outcome, effectOnGate: CellVerdict["effectOnGate"], change: Partial<CellVerdict> = {}) {
  return sampleCell({ id: JSON.stringify(outcome), outcome, effectOnGate, ...change });
}

const unchanged = cell(sampleMeasured({ decision: "unchanged" }), "pass");
const inconclusive = cell(sampleMeasured({ decision: "inconclusive" }), "does-not-block");
const missing = cell(missingTarget, "does-not-block", {
  reason: "No runner with the labels self-hosted, t4 took the job within 30 min.",
});
const slower = cell(sampleMeasured(), "does-not-block");
const overBudget = cell(sampleMeasured({ decision: "unchanged" }), "does-not-block", { budgets: missed });

function verdict(cells: CellVerdict[], conclusion: Verdict["conclusion"] = "pass"): Verdict {
  return sampleVerdict({ conclusion, headline: "What was found.", cells });
}

describe("the word of a verdict and the output `verdict` say the same", () => {
  test.each([
    ["nothing is left open", "PASS", "pass", verdict([unchanged])],
    ["an optional target is missing", "INCOMPLETE", "incomplete", verdict([unchanged, missing])],
    [
      "something cannot be compared and need not be",
      "INCOMPLETE",
      "incomplete",
      verdict([unchanged, cell({ state: "incomparable", remedy: "r" }, "does-not-block")]),
    ],
    ["the noise hid an answer", "INCONCLUSIVE", "inconclusive", verdict([unchanged, missing, inconclusive])],
    [
      "the budget of an inconclusive cell was accepted",
      "INCONCLUSIVE",
      "inconclusive",
      verdict([cell(sampleMeasured({ decision: "inconclusive" }), "accepted", { budgets: missed })]),
    ],
    ["a regression was accepted", "PASS", "pass", verdict([unchanged, cell(sampleMeasured(), "accepted")])],
    ["a regression does not block", "REGRESSION", "regression", verdict([slower, overBudget, inconclusive])],
    ["a missed budget does not block", "OVER BUDGET", "regression", verdict([overBudget, inconclusive, missing])],
    [
      "a regression blocks",
      "REGRESSION",
      "regression",
      verdict([cell(sampleMeasured(), "fail-regression")], "regression"),
    ],
    ["a missed budget blocks", "FAIL", "regression", verdict([overBudget], "regression")],
    ["something failed", "ERROR", "error", verdict([unchanged, slower], "error")],
  ] as const)("where %s: %s", (_what, word, output, given) => {
    expect(stateWord(given)).toBe(word);
    expect(verdictOutput(given)).toBe(output);
    expect(renderReport(given, { format: "markdown" })).toMatch(new RegExp(`^## \\S+ ${word}: What was found\\.\n`));
    expect(renderReport(given, { format: "terminal" })).toMatch(new RegExp(`^${word}: What was found\\.\n`));
  });
});

describe("a verdict that does not block and is no pass", () => {
  test.each([missing, inconclusive, slower, overBudget])(
    "has no tick, and says so first in its green status",
    (open) => {
      const given = verdict([unchanged, open]);
      expect(renderReport(given, { format: "markdown" })).toMatch(/^## ⚠️ /);
      expect(statusState(given)).toBe("success");
      expect(statusDescription(given)).toBe(`${stateWord(given)}: What was found.`);
      const long = { ...given, headline: "🦊 long name ".repeat(40) };
      expect(statusDescription(long).length).toBeLessThanOrEqual(140);
      expect(statusDescription(long)).toMatch(new RegExp(`^${stateWord(given)}: `));
    },
  );
});

describe("a cell whose optional target had no runner", () => {
  const given = verdict([unchanged, missing]);

  test("is counted and listed as not measured, with the reason, and never as failed", () => {
    const markdown = renderReport(given, { format: "markdown" });
    expect(markdown).toContain("1 not measured (optional target), 1 unchanged.");
    expect(markdown).toContain("<summary>1 not measured: an optional target has no runner</summary>");
    const terminal = renderReport(given, { format: "terminal" }).replace(/\s+/g, " ");
    expect(terminal).toContain("Not measured (an optional target has no runner): No runner with the labels");
    for (const text of [markdown, terminal]) {
      expect(text).toContain("took the job within 30 min.");
      expect(text).toContain("Start a runner with these labels to have it measured.");
      expect(text).not.toMatch(/\bfailed\b|missing-target/);
    }
  });
});
