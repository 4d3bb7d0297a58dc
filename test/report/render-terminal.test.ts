import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../src/compare/verdict.ts";
import { renderReport } from "../../src/report/index.ts";
import { terminalWidth } from "../../src/report/terminal-width.ts";
import { sampleCell, sampleVerdict } from "../fixtures/verdict.ts";
import { effectOnGate, everyOutcome, hostileVerdict } from "./every-outcome.ts";
import { invisibleCharacter } from "./hostile-text.ts";

const terminal = (verdict: Verdict, color = false) => renderReport(verdict, { format: "terminal", color });

test("says the verdict first", () => {
  expect(terminal(sampleVerdict({ headline: "It is slower." }))).toMatch(/^REGRESSION: It is slower\.\n/);
});

test.each(
  everyOutcome.map((outcome) => [outcome.state === "measured" ? outcome.decision : outcome.state, outcome] as const),
)("shows a cell that is %s", (_name, outcome) => {
  const cells = [sampleCell({ outcome, effectOnGate: effectOnGate(outcome) })];
  expect(terminal(sampleVerdict({ cells }))).toContain("search@16 on g4dn.xlarge/onnxrt-cpu");
});

describe("colour", () => {
  test("is off unless asked for", () => {
    expect(renderReport(sampleVerdict(), { format: "terminal" })).not.toContain("\u001b");
  });

  test("changes nothing but colour", () => {
    const colored = terminal(sampleVerdict(), true);
    expect(colored).toContain("\u001b[31m");
    expect(stripVTControlCharacters(colored)).toBe(terminal(sampleVerdict()));
  });
});

test("has a line for each kind of cell past the first twenty", () => {
  const cells = Array.from({ length: 25 }, (_, index) =>
    sampleCell({ id: `${index}`, outcome: { state: "unchanged-skipped" }, effectOnGate: "pass" }),
  );
  expect(terminal(sampleVerdict({ conclusion: "pass", cells }))).toContain("  - 5 more, in the JSON report");
});

test("shows the command that reproduces it whole, however long it is", () => {
  const reproduceCommand = `npx pacegate gate --config ${"a/".repeat(80)}pacegate.yml`;
  expect(renderReport(sampleVerdict(), { format: "terminal", reproduceCommand })).toContain(reproduceCommand);
});

test("fits 100 columns and holds no control character and no workflow command, whatever the repo's texts are", () => {
  fc.assert(
    fc.property(hostileVerdict, (verdict) => {
      const text = terminal(verdict);
      expect(Math.max(...text.split("\n").map(terminalWidth))).toBeLessThanOrEqual(100);
      expect(text).not.toMatch(/^\s*::/m);
      expect(text).not.toContain("##[");
      expect(text).not.toContain("\u001b");
      expect(text).not.toMatch(invisibleCharacter);
    }),
    { numRuns: 100 },
  );
});
