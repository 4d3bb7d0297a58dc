import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../src/compare/verdict.ts";
import { renderReport } from "../../src/report/index.ts";
import { terminalWidth } from "../../src/report/terminal-width.ts";
import { sampleCell, sampleEnvironment, sampleMeasured, sampleVerdict } from "../fixtures/verdict.ts";
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

test("shows a budget that could not be decided with its interval and its limit, apart from those that are missed", () => {
  const budgets: Verdict["cells"][number]["budgets"] = [
    {
      metric: "p95-ms",
      limit: 10,
      actual: 9.9,
      decision: "undecided",
      interval: { lower: 9.6, upper: 10.2, level: 0.99 },
    },
    {
      metric: "cost-per-million-usd",
      limit: 1,
      actual: 1.2,
      decision: "missed",
      interval: { lower: 1.1, upper: 1.3, level: 0.99 },
    },
  ];
  const text = terminal(sampleVerdict({ cells: [sampleCell({ budgets })] })).replaceAll(/\n +/g, " ");
  expect(text).toMatch(
    /Budgets that could not be decided -.*95th percentile 9\.90 ms \(9\.60 ms to 10\.2 ms\), the limit is 10\.0 ms/,
  );
  expect(text).toMatch(/Budgets missed -.*cost per million items \$1\.20 \(\$1\.10 to \$1\.30\), the limit is \$1\.00/);
});

/** A broken model: no batch size of it has figures. */
const cause = `\`predict\` raised KeyError: 'a_key_of_some_length' (services/search/model.py:24), which is ${"far ".repeat(30)}the word to see`;
const broken = (batchSize: number) =>
  sampleCell({
    id: `search@${batchSize} here/onnxrt-cpu`,
    case: `search@${batchSize}`,
    batchSize,
    reason: `Head could not be exported: ${cause}.`,
    outcome: { state: "failed", failure: "not-exported", remedy: "Make it run.", stderrTail: [] },
    effectOnGate: "fail-error",
  });
const brokenModel = sampleVerdict({ conclusion: "error", cells: [1, 4, 16].map(broken) });

describe("where nothing was measured", () => {
  const text = terminal(brokenModel);

  test("a reason is wrapped and keeps every word", () => {
    expect(text.replace(/\s+/g, " ")).toContain(`failed (not-exported): Head could not be exported: ${cause}.`);
    expect(text).not.toContain("…");
  });

  test("one cause of several batch sizes is told once, with each of them named", () => {
    expect(text.match(/KeyError/g)).toHaveLength(1);
    for (const name of ["search@1 on", "search@4 on", "search@16 on"]) expect(text).toContain(`\n${name} `);
  });

  test("there is no heading of milliseconds, and no word on thresholds, intervals or other machines", () => {
    const reproduceCommand = "pacegate gate";
    const whole = renderReport(brokenModel, { format: "terminal", reproduceCommand });
    expect(whole).toContain("What blocks");
    expect(whole).not.toMatch(/\(ms\)|never fails|wide on purpose|milliseconds/i);
    const markdown = renderReport(brokenModel, { format: "markdown", reproduceCommand });
    expect(markdown).toContain("### What blocks");
    expect(markdown).not.toMatch(/Base ms|never fails|wide on purpose|milliseconds/i);
    expect(markdown.match(/KeyError/g)).toHaveLength(1);
  });
});

test("says why intervals are wide where there are some", () => {
  expect(terminal(sampleVerdict())).toContain("Intervals are wide on purpose");
  const inconclusive = sampleCell({
    outcome: sampleMeasured({ decision: "inconclusive" }),
    effectOnGate: "does-not-block",
  });
  const markdown = renderReport(sampleVerdict({ conclusion: "pass", cells: [inconclusive] }), { format: "markdown" });
  expect(markdown.match(/wide on purpose/g)).toHaveLength(1);
});

test("names a machine once, with every runtime that measured on it", () => {
  const on = (runtime: string) =>
    sampleCell({ id: runtime, outcome: sampleMeasured({ environment: { ...sampleEnvironment, runtime } }) });
  const text = terminal(sampleVerdict({ cells: [on("onnxruntime-node 1.30.0"), on("torch 2.13.0")] }));
  expect(text.match(/^Machine: /gm)).toHaveLength(1);
  expect(text.replace(/\s+/g, " ")).toMatch(/: onnxruntime-node 1\.30\.0, \d+ threads?; torch 2\.13\.0, \d+ threads?/);
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

test("shows what was accepted, by whom, why and until when", () => {
  const acceptance = { by: "ada", reason: "Better answers.", until: "2026-04-01" };
  const text = terminal(
    sampleVerdict({ conclusion: "pass", cells: [sampleCell({ effectOnGate: "accepted", acceptance })] }),
  );
  expect(text.replace(/\s+/g, " ")).toContain(
    "Accepted - search@16 on g4dn.xlarge/onnxrt-cpu: +34.7% [+33.9% to +35.5%], until 2026-04-01, by ada: Better answers.",
  );
  expect(text).not.toContain("What changed");
});

test("says why the label covers nothing", () => {
  const text = renderReport(sampleVerdict(), { format: "terminal", labelProblem: "It was set too early." });
  expect(text.replace(/\s+/g, " ")).toContain("pacegate-accepted is set and covers nothing. It was set too early.");
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
