import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Creep, failedCells } from "../../src/compare/index.ts";
import type { CellVerdict, Verdict } from "../../src/compare/verdict.ts";
import { type CommentState, readCommentState } from "../../src/report/comment-state.ts";
import { type CommentOptions, renderComment } from "../../src/report/render-comment.ts";
import { sampleCell, sampleMeasured, sampleVerdict } from "../fixtures/verdict.ts";
import { effectOnGate, everyOutcome, hostileVerdict } from "./every-outcome.ts";
import { hostileText, invisibleCharacter } from "./hostile-text.ts";
import { withoutCode } from "./without-code.ts";

const runUrl = "https://github.com/octo/search/actions/runs/42";

const state = (change: Partial<CommentState> = {}): CommentState => ({
  schema: "pacegate/comment-state/1",
  commit: null,
  decidedAt: "2026-03-01T10:00:00Z",
  failed: [],
  omitted: 0,
  acceptances: [],
  ...change,
});

const comment = (verdict: Verdict, options: Partial<CommentOptions> = {}) =>
  renderComment(verdict, { runUrl, notices: [], state: state(), ...options });

const position = (text: string, words: string) => {
  expect(text).toContain(words);
  return text.indexOf(words);
};

describe("a comment", () => {
  const verdict = sampleVerdict({ settingChanges: ["gate.tolerance: 1% to 5%"] });

  test("begins with the hidden lines, then verdict, settings, notices, what changed, what to do, how to repeat it", () => {
    const remembered = state({ failed: failedCells(verdict.cells) });
    const text = comment(verdict, {
      notices: ["The comment of before was gone."],
      state: remembered,
      artifactUrl: `${runUrl}/artifacts/7`,
    });
    expect(readCommentState(text)).toEqual(remembered);
    const order = [
      "<!-- pacegate:comment -->\n<!-- pacegate:state ",
      "## ❌ REGRESSION: search@16 is 34.7% slower",
      "gate.tolerance: 1% to 5%",
      "- The comment of before was gone.",
      "### What changed",
      "### What got slower",
      "### What to do next",
      "pacegate gate --base 1f3870be274f --head 9e107d9d372b",
      "<details>",
      `[The run](<${runUrl}>), [measurements and JSON report](<${runUrl}/artifacts/7>).`,
    ].map((words) => position(text, words));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order[0]).toBe(0);
  });

  test("draws the worst regression alone, with its table beside it", () => {
    const contributions = [3, 2].map((deltaMs, index) => ({
      label: `Graph #${index}`,
      baseMs: 5,
      headMs: 5 + deltaMs,
      deltaMs,
      unchanged: false,
      probability: 0.0001,
      found: true,
    }));
    const cells = ["a", "b"].map((id) => sampleCell({ id, outcome: sampleMeasured({ contributions }) }));
    const text = comment(sampleVerdict({ cells }));
    expect(text.match(/```mermaid/g)).toHaveLength(1);
    expect(position(text, "```mermaid")).toBeLessThan(position(text, "| Remainder (not assigned to a part)"));
  });

  test("leaves out an address that is none", () => {
    expect(comment(verdict, { runUrl: "javascript:alert(1)" })).not.toContain("javascript");
    expect(comment(verdict, { runUrl: "https://a.example/>)[x](https://b.example" })).not.toContain("b.example");
  });
});

describe("what was accepted", () => {
  const accepted = (change: Partial<CellVerdict> = {}) =>
    sampleCell({
      effectOnGate: "accepted",
      acceptance: { by: "ada[bot]", reason: "Better answers, see #12 and @team", until: "2026-04-01" },
      ...change,
    });

  test("stands in a table of its own, with who, why and until when, and nowhere else", () => {
    const text = comment(
      sampleVerdict({ conclusion: "pass", headline: "1 cell failed and was accepted.", cells: [accepted()] }),
    );
    const unpadded = text.replace(/ +\|/g, " |");
    expect(unpadded).toContain(
      "| `search@16` on `g4dn.xlarge/onnxrt-cpu` | +34.7% [+33.9% to +35.5%] | ada\\[bot\\] | Better answers, see \\#&#8203;12 and @&#8203;team | 2026-04-01 |",
    );
    expect(text).toContain("1 accepted.");
    expect(text).not.toContain("### What changed");
    expect(text).not.toContain("### What got slower");
    expect(text).not.toContain("pacegate-accepted");
  });

  test("shows what was over its budget, and what is gone", () => {
    const budgets: CellVerdict["budgets"] = [
      {
        metric: "p95-ms",
        limit: 10,
        actual: 12.3,
        decision: "missed",
        interval: { lower: 12.1, upper: 12.6, level: 0.95 },
      },
    ];
    const cells = [
      accepted({ id: "over", budgets }),
      accepted({ id: "gone", outcome: { state: "removed" }, acceptance: { by: "ada", reason: "r", until: null } }),
    ];
    const text = comment(sampleVerdict({ conclusion: "pass", cells }));
    expect(text).toContain("; 95th percentile 12.3 ms (12.1 ms to 12.6 ms), the limit is 10.0 ms");
    expect(text).toMatch(/\| no longer measured +\| ada +\| r +\| the merge +\|/);
    expect(text).not.toContain("### Budgets missed");
  });
});

describe("how to accept", () => {
  const over = sampleCell({
    outcome: sampleMeasured({ decision: "unchanged" }),
    budgets: [{ metric: "p95-ms", limit: 1, actual: 2, decision: "missed", interval: null }],
  });
  const removed = sampleCell({ outcome: { state: "removed" }, effectOnGate: "fail-error" });
  const failed = sampleCell({
    outcome: { state: "failed", failure: "crashed", remedy: "r", stderrTail: [] },
    effectOnGate: "fail-error",
  });
  const told = (cell: CellVerdict, event: Verdict["event"] = "pull-request") =>
    comment(sampleVerdict({ cells: [cell], event, conclusion: "error" })).includes("`pacegate: <why>`");

  test("is told of what can be accepted in a pull request, and of nothing else", () => {
    expect([sampleCell(), over, removed].map((cell) => told(cell))).toEqual([true, true, true]);
    expect(told(failed)).toBe(false);
    expect(told(removed, "release")).toBe(false);
    expect(comment(sampleVerdict())).toContain("set the label `pacegate-accepted`");
  });

  test("and why the label covers nothing, where it is set", () => {
    const text = comment(sampleVerdict(), { labelProblem: "ada may not write to this repository." });
    expect(text).toContain("The label `pacegate-accepted` is set and covers nothing. ada may not write");
    expect(comment(sampleVerdict(), { labelProblem: "" })).toContain("or it got worse since. Take the label off");
    expect(comment(sampleVerdict())).not.toContain("covers nothing");
  });
});

describe("creep", () => {
  const creep = (lower: number): Creep => ({
    cell: sampleCell().id,
    effect: { ratio: 0.03, lower, upper: 0.05, level: 0.99 },
    release: "v1.4",
    fromNight: false,
    merges: 3,
    unmeasured: 1,
  });

  test("is shown where it is certainly above the tolerance, and does not change the verdict", () => {
    const cells = [sampleCell({ outcome: sampleMeasured({ decision: "unchanged" }), effectOnGate: "pass" })];
    const text = comment(sampleVerdict({ conclusion: "pass", cells }), { creep: [creep(0.011)] });
    expect(text).toContain("### Slower since the release v1.4");
    expect(text.replace(/ +\|/g, " |")).toContain("3 earlier changes + this change; 1 more could not be measured |");
    expect(text).toContain("## ✅ PASS");
    expect(comment(sampleVerdict(), { creep: [creep(0.01)] })).not.toContain("Slower since");
  });
});

describe("whatever the repo's texts are", () => {
  test("nobody is mentioned, nothing is linked, no tag but ours, no table broken", () => {
    const creepOf = (name: string): Creep => ({
      cell: name,
      effect: { ratio: 0.03, lower: 0.02, upper: 0.05, level: 0.99 },
      release: name,
      fromNight: true,
      merges: 0,
      unmeasured: 0,
    });
    fc.assert(
      fc.property(hostileVerdict, hostileText, (verdict, words) => {
        const [first, ...rest] = verdict.cells;
        const accepted = { by: words || "a", reason: words || "a", until: null };
        const cells =
          first === undefined ? [] : [{ ...first, effectOnGate: "accepted" as const, acceptance: accepted }, ...rest];
        const text = comment(
          { ...verdict, cells },
          { notices: [words], creep: [creepOf(words)], labelProblem: words, runUrl: "" },
        );
        const report = text.split("\n").slice(2).join("\n");
        const outside = withoutCode(report);
        expect(outside).not.toMatch(/(^|\W)@\w/);
        expect(outside).not.toMatch(/#\d(?!\d*;)/);
        expect(outside).not.toMatch(/:\/\/|www\.\w/i);
        expect(outside).not.toMatch(/<(?!\/?(details|summary)>)/);
        expect(report).not.toMatch(invisibleCharacter);
        for (const table of tables(report.split("\n"))) {
          expect(new Set(table.map((row) => row.split("|").length)).size).toBe(1);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("size", () => {
  test("the largest verdict fits, with a full state and everything that can be added", () => {
    const cells = Array.from({ length: 10_000 }, (_, index) => {
      const outcome = everyOutcome[index % everyOutcome.length] ?? { state: "removed" as const };
      const name = `${"encoder.layer.".repeat(20)}${index}|語@team`;
      return sampleCell({
        id: name,
        case: name,
        reason: "Because. ".repeat(50),
        outcome,
        effectOnGate: effectOnGate(outcome),
      });
    });
    const verdict = sampleVerdict({ cells });
    const creep = cells.map(({ id }): Creep => {
      const effect = { ratio: 0.03, lower: 0.02, upper: 0.05, level: 0.99 };
      return { cell: id, effect, release: "v1", fromNight: false, merges: 1, unmeasured: 0 };
    });
    const remembered = state({ failed: failedCells(cells) });
    const notices = Array.from({ length: 500 }, () => "long ".repeat(1_000));
    const text = comment(verdict, { state: remembered, creep, notices });
    expect(Buffer.byteLength(text)).toBeLessThan(65_536);
    expect(text).toContain("## ❌ REGRESSION");
    expect(text).toContain("[The run]");
    const omitted = readCommentState(text)?.omitted ?? 0;
    expect(omitted).toBeGreaterThan(1_000);
    expect(text).toContain(`no room for the other ${omitted}:`);
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
