import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CellVerdict, Verdict } from "../../src/compare/verdict.ts";
import { ReportError, renderReport } from "../../src/report/index.ts";
import { sampleCell, sampleMeasured, sampleVerdict } from "../fixtures/verdict.ts";
import { effectOnGate, everyOutcome, hostileVerdict } from "./every-outcome.ts";
import { invisibleCharacter } from "./hostile-text.ts";
import { withoutCode, withoutFences } from "./without-code.ts";

const markdown = (verdict: Verdict, maxCharacters?: number) =>
  renderReport(verdict, { format: "markdown", ...(maxCharacters === undefined ? {} : { maxCharacters }) });

const firstLine = (text: string) => text.slice(0, text.indexOf("\n"));

const inconclusive = sampleCell({
  outcome: sampleMeasured({ decision: "inconclusive" }),
  effectOnGate: "does-not-block",
});

describe("the first line", () => {
  test.each<[string, Partial<Verdict>]>([
    ["## ✅ PASS: Fine.", { conclusion: "pass", cells: [] }],
    ["## ❌ REGRESSION: Fine.", { conclusion: "regression" }],
    ["## ⛔ ERROR: Fine.", { conclusion: "error" }],
    // A missed budget or a removed cell blocks without anything having been measured as slower.
    ["## ❌ FAIL: Fine.", { conclusion: "regression", cells: [] }],
    ["## ⚠️ INCONCLUSIVE: Fine.", { conclusion: "pass", cells: [inconclusive] }],
  ])("is %j", (line, overrides) => {
    expect(firstLine(markdown(sampleVerdict({ headline: "Fine.", ...overrides })))).toBe(line);
  });

  test("never calls a verdict with an inconclusive cell a pass", () => {
    const text = markdown(
      sampleVerdict({ conclusion: "pass", headline: "2 of 3 cells decided.", cells: [inconclusive] }),
    );
    expect(text).not.toContain("PASS");
    expect(text).toContain("1 inconclusive: neither passed nor failed");
  });
});

describe("each outcome", () => {
  test.each(
    everyOutcome.map((outcome) => [outcome.state === "measured" ? outcome.decision : outcome.state, outcome] as const),
  )("%s is shown with its cell", (_name, outcome) => {
    const text = markdown(sampleVerdict({ cells: [sampleCell({ outcome, effectOnGate: effectOnGate(outcome) })] }));
    expect(text).toContain("`search@16` on `g4dn.xlarge/onnxrt-cpu`");
  });

  test("what blocks or got faster is in the first table, the rest is folded", () => {
    const cells = everyOutcome.map((outcome, index) =>
      sampleCell({ case: `case-${index}`, outcome, effectOnGate: effectOnGate(outcome) }),
    );
    const [open = "", folded = ""] = markdown(sampleVerdict({ cells })).split(/### What got slower|<details>/);
    const named = (text: string) => everyOutcome.filter((_, index) => text.includes(`\`case-${index}\``)).length;
    // removed, regression, improvement, incomparable, failed
    expect(named(open)).toBe(5);
    expect(folded).not.toBe("");
  });

  test("a failure shows its remedy and its last lines of stderr", () => {
    const failed = everyOutcome.filter((outcome) => outcome.state === "failed");
    const text = markdown(
      sampleVerdict({
        conclusion: "error",
        cells: failed.map((outcome) => sampleCell({ outcome, effectOnGate: "fail-error" })),
      }),
    );
    expect(text).toContain("- Use a smaller batch size. (`search@16` on `g4dn.xlarge/onnxrt-cpu`)");
    expect(text).toContain('```text\nTraceback (most recent call last):\n  File "search.py", line 3\nMemoryError\n```');
  });

  test("a hundred cells with the same remedy name it once", () => {
    const cells = Array.from({ length: 100 }, (_, index) =>
      sampleCell({
        id: `${index}`,
        outcome: { state: "incomparable", remedy: "Lock the versions." },
        effectOnGate: "fail-error",
      }),
    );
    const text = markdown(sampleVerdict({ conclusion: "error", cells }));
    expect(text).toContain("Lock the versions. (`search@16` on `g4dn.xlarge/onnxrt-cpu` and 99 more)");
    expect(text.match(/Lock the versions/g)).toHaveLength(1);
  });

  test("local python says where it ran, and an unknown price is not free", () => {
    const unpriced = { msPerRun: 3, usdPerMillionCalls: null, usdPerMillionItems: null };
    const cell = sampleCell({ backend: null, outcome: sampleMeasured({ base: unpriced, head: unpriced }) });
    const text = unpadded(markdown(sampleVerdict({ cells: [cell] })));
    expect(text).toContain("| `search@16` local python (on the exporting machine) |");
    expect(text).toContain("| unknown price |");
  });

  test("a budget that could not be decided is no pass, and is shown with its interval", () => {
    const budgets: CellVerdict["budgets"] = [
      {
        metric: "p95-ms",
        limit: 10,
        actual: 9.9,
        decision: "undecided",
        interval: { lower: 9.6, upper: 10.2, level: 0.95 },
      },
    ];
    const outcome = sampleMeasured({ decision: "unchanged" });
    const cell = sampleCell({ outcome, budgets, effectOnGate: "does-not-block" });
    const text = unpadded(markdown(sampleVerdict({ conclusion: "pass", cells: [cell] })));
    expect(text).toContain("INCONCLUSIVE");
    expect(text).toContain("<summary>1 budgets not decided</summary>");
    expect(text).toContain("| 95th percentile | 10.0 ms | 9.90 ms (9.60 ms to 10.2 ms) |");
    expect(text).not.toContain("Budgets missed");
    const blocking = sampleCell({ outcome, budgets, effectOnGate: "fail-error" });
    const error = unpadded(markdown(sampleVerdict({ conclusion: "error", cells: [blocking] })));
    expect(error).toContain("### Budgets that could not be decided");
    expect(error).not.toContain("budgets not decided");
  });

  test("a missed budget is named with its limit", () => {
    const budgets: CellVerdict["budgets"] = [
      {
        metric: "p95-ms",
        limit: 10,
        actual: 12.3,
        decision: "missed",
        interval: { lower: 12.1, upper: 12.6, level: 0.95 },
      },
      { metric: "cost-per-million-usd", limit: 1.2, actual: 1.3, decision: "missed", interval: null },
    ];
    const text = unpadded(markdown(sampleVerdict({ cells: [sampleCell({ budgets })] })));
    expect(text).toContain("| 95th percentile | 10.0 ms | 12.3 ms (12.1 ms to 12.6 ms) |");
    expect(text).toContain("| cost per million items | $1.20 | $1.30 |");
  });
});

test("changes to the settings come before everything but the verdict", () => {
  const text = markdown(sampleVerdict({ settingChanges: ["gate.tolerance: 1% to 5%"] }));
  expect(text.indexOf("gate.tolerance: 1% to 5%")).toBeLessThan(text.indexOf("### What changed"));
});

test("the command that reproduces it is shown whole, and advice that names it only where there is one", () => {
  const reproduceCommand = "npx pacegate gate --base 1f3870be27";
  const shown = renderReport(sampleVerdict(), { format: "markdown", reproduceCommand });
  expect(shown).toContain(`\`\`\`text\n${reproduceCommand}\n\`\`\``);
  expect(markdown(sampleVerdict({ head: { commit: null } }))).not.toContain("command below");
});

test("the command names the verdict's commits unless another is given", () => {
  const [from, to] = ["a".repeat(40), "b".repeat(40)];
  const shown = markdown(sampleVerdict({ base: { commit: from }, head: { commit: to } }));
  expect(shown).toContain(`pacegate gate --base ${"a".repeat(12)} --head ${"b".repeat(12)}\n`);
  expect(markdown(sampleVerdict({ base: null, head: { commit: to } }))).toContain(
    `pacegate gate --head ${"b".repeat(12)}\n`,
  );
  expect(markdown(sampleVerdict({ head: { commit: "HEAD; rm -rf ~" } }))).not.toContain("pacegate gate");
});

describe("whatever the repo's texts are", () => {
  test("every table keeps its columns, every fold is closed, nothing hides and nobody is mentioned", () => {
    fc.assert(
      fc.property(hostileVerdict, (verdict) => {
        const text = markdown(verdict);
        const lines = text.split("\n");
        expect(firstLine(text)).toMatch(/^## \S+ REGRESSION: |^## \S+ FAIL: /);
        for (const table of tables(lines)) expect(new Set(table.map(columnCount)).size).toBe(1);
        expect(foldsAreClosed(text)).toBe(true);
        const outsideCode = withoutCode(text);
        expect(outsideCode).not.toMatch(/(^|\W)@\w/);
        expect(outsideCode).not.toMatch(/<(?!\/?(details|summary)>)/);
        expect(text).not.toMatch(invisibleCharacter);
      }),
      { numRuns: 100 },
    );
  });
});

describe("size", () => {
  const long = (index: number) => `${"encoder.layer.".repeat(20)}${index}|語@team`;
  const manyCells = (count: number) =>
    Array.from({ length: count }, (_, index) => {
      const outcome = everyOutcome[index % everyOutcome.length] ?? { state: "removed" as const };
      return sampleCell({
        id: long(index),
        case: long(index),
        reason: "Because. ".repeat(50),
        outcome,
        effectOnGate: effectOnGate(outcome),
      });
    });

  test("a thousand cells with long names fit a comment, and it says what was left out", () => {
    const text = markdown(sampleVerdict({ cells: manyCells(1000) }));
    expect(Buffer.byteLength(text)).toBeLessThan(65_536);
    expect(firstLine(text)).toMatch(/^## ❌ REGRESSION/);
    expect(text).toMatch(/\d+ more left out to fit; the JSON report has all of them\./);
    expect(text).toContain("Left out to fit:");
  });

  test("a job summary of 1 MiB shows more of them", () => {
    const cells = manyCells(1000);
    expect(markdown(sampleVerdict({ cells }), 2 ** 20).length).toBeGreaterThan(100_000);
  });

  test("the limit holds for every verdict, and no table or fold is cut", () => {
    const size = fc.integer({ min: 1_000, max: 20_000 });
    fc.assert(
      fc.property(hostileVerdict, fc.integer({ min: 0, max: 60 }), size, (verdict, count, maxCharacters) => {
        const cells = [...verdict.cells, ...manyCells(count)];
        const text = markdown({ ...verdict, cells }, maxCharacters);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxCharacters);
        const lines = text.split("\n");
        for (const table of tables(lines)) expect(new Set(table.map(columnCount)).size).toBe(1);
        expect(foldsAreClosed(text)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test("a space too small for the conclusion is refused, not filled with half of it", () => {
    expect(() => markdown(sampleVerdict(), 20)).toThrow(ReportError);
  });
});

/** Runs of lines that begin with a pipe. */
function tables(lines: readonly string[]): string[][] {
  const found: string[][] = [];
  lines.forEach((line, index) => {
    if (!line.startsWith("| ")) return;
    const last = found.at(-1);
    if (last !== undefined && lines[index - 1]?.startsWith("| ")) last.push(line);
    else found.push([line]);
  });
  return found;
}

/** Each opens after the one before it has closed. */
function foldsAreClosed(text: string): boolean {
  const tags = withoutFences(text).match(/^<\/?details>$/gm) ?? [];
  return tags.length % 2 === 0 && tags.every((tag, index) => tag === (index % 2 === 0 ? "<details>" : "</details>"));
}

/** The strictest reading of all parsers: every pipe ends a cell, whatever stands before it. */
function columnCount(row: string): number {
  return row.split("|").length;
}

/** Without the blanks that line a table's columns up. */
function unpadded(text: string): string {
  return text.replace(/ +\|/g, " |").replace(/\| +/g, "| ");
}
