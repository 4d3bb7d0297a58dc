import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Acceptance, type AcceptedCell, acceptanceSchema } from "../../src/compare/acceptance.ts";
import { applyAcceptances, failedCells, makeAcceptance } from "../../src/compare/acceptance-state.ts";
import { conclude } from "../../src/compare/effect-on-gate.ts";
import { compareMeasurements } from "../../src/compare/index.ts";
import type { CellVerdict, GateEvent } from "../../src/compare/verdict.ts";
import { sampleCell, sampleEffort, sampleMeasured } from "../fixtures/verdict.ts";
import { config, graphCell, graphCellId, input, slower, unmeasured } from "./measured-plan.ts";

const now = new Date("2026-03-01T12:00:00Z");
const commit = "9".repeat(40);
const work = "a".repeat(64);
const missed: CellVerdict["budgets"] = [
  { metric: "p95-ms", limit: 10, actual: 12, decision: "missed", interval: null },
];
const missedThen: AcceptedCell["missed"] = [{ metric: "p95-ms", actual: 12 }];
const context = { event: "pull-request" as const, commit, now };

function regression(id: string, lower: number, upper: number, change: Partial<CellVerdict> = {}): CellVerdict {
  const outcome = sampleMeasured({ effect: { ratio: (lower + upper) / 2, lower, upper, level: 0.99 } });
  return sampleCell({ id, outcome, ...change });
}

const fresh = (id: string): CellVerdict => {
  const { head } = sampleMeasured();
  return sampleCell({ id, outcome: { state: "new", head, effort: sampleEffort, environment: null }, budgets: missed });
};

function acceptance(cells: AcceptedCell[], change: Partial<Acceptance> = {}): Acceptance {
  return { by: "ada", reason: "Worth it.", acceptedAt: "2026-03-01T10:00:00Z", commit, until: null, cells, ...change };
}

const effects = (cells: readonly CellVerdict[]) => cells.map((cell) => cell.effectOnGate);

describe("what had failed", () => {
  it("is one entry a cell and reason, with effect and work where something was measured", () => {
    const cells = [
      regression("slow", 0.1, 0.2, { work }),
      regression("slow and over", 0.1, 0.3, { budgets: missed }),
      fresh("new"),
      sampleCell({ id: "gone", outcome: { state: "removed" }, effectOnGate: "fail-error" }),
      sampleCell({ id: "other", outcome: { state: "incomparable", remedy: "r" }, effectOnGate: "fail-error" }),
    ];
    expect(failedCells(cells)).toEqual([
      { cell: "slow", what: "regression", ratio: (0.1 + 0.2) / 2, work },
      { cell: "slow and over", what: "regression", ratio: 0.2, work: null },
      { cell: "slow and over", what: "over-budget", ratio: 0.2, missed: missedThen, work: null },
      { cell: "new", what: "over-budget", ratio: null, missed: missedThen, work: null },
      { cell: "gone", what: "removed", ratio: null, work: null },
      { cell: "other", what: "incomparable", ratio: null, work: null },
    ]);
  });

  it("leaves out what passes, and what nobody can judge: a failure, an inconclusive cell that must not be one", () => {
    const failed: CellVerdict["outcome"] = { state: "failed", failure: "crashed", remedy: "r", stderrTail: [] };
    const inconclusive = sampleMeasured({ decision: "inconclusive" });
    const cells = [
      regression("let through", 0.1, 0.2, { effectOnGate: "does-not-block" }),
      regression("accepted", 0.1, 0.2, { effectOnGate: "accepted" }),
      sampleCell({ id: "failed", outcome: failed, effectOnGate: "fail-error" }),
      sampleCell({ id: "unclear", outcome: inconclusive, budgets: missed, effectOnGate: "fail-error" }),
    ];
    expect(failedCells(cells)).toEqual([]);
  });
});

describe("an acceptance", () => {
  const failed: AcceptedCell[] = [
    { cell: "search@16 here/onnxrt-cpu", what: "regression", ratio: 0.2, work: null },
    { cell: "search@1 here/onnxrt-cpu", what: "regression", ratio: 0.2, work: null },
    { cell: "search@16 local-python", what: "removed", ratio: null, work: null },
  ];
  const made = (cells: string[] | null) =>
    makeAcceptance({
      request: { reason: "Worth it.", cells, until: "2026-04-01" },
      by: "ada",
      acceptedAt: "2026-03-01T10:00:00Z",
      commit,
      failed,
    });

  it("holds all that failed, unless the line names cells", () => {
    expect(acceptanceSchema.parse(made(null))).toEqual(acceptance(failed, { until: "2026-04-01" }));
    expect(made(["search@16*"]).cells.map(({ cell }) => cell)).toEqual([
      "search@16 here/onnxrt-cpu",
      "search@16 local-python",
    ]);
    expect(made(["search@1"]).cells.map(({ cell }) => cell)).toEqual(["search@1 here/onnxrt-cpu"]);
    expect(made(["search"]).cells).toEqual([]);
    // As the report names them.
    expect(made(["`search@1` on `here/onnxrt-cpu`", "search@16 local python"]).cells.map(({ cell }) => cell)).toEqual([
      "search@1 here/onnxrt-cpu",
      "search@16 local-python",
    ]);
  });
});

describe("a cell is covered", () => {
  const slow = acceptance([{ cell: "a", what: "regression", ratio: 0.2, work: null }]);

  it("where the same cell had failed for the same reason", () => {
    const [cell] = applyAcceptances([regression("a", 0.1, 0.2)], [slow], context);
    expect(cell).toMatchObject({
      effectOnGate: "accepted",
      acceptance: { by: "ada", reason: "Worth it.", until: null },
    });
    expect(cell?.outcome).toMatchObject({ state: "measured", decision: "regression" });
    const removed = sampleCell({ id: "a", outcome: { state: "removed" }, effectOnGate: "fail-error" });
    expect(effects(applyAcceptances([regression("b", 0.1, 0.2), removed], [slow], context))).toEqual([
      "fail-regression",
      "fail-error",
    ]);
  });

  const later = { ...context, commit: "8".repeat(40) };

  it("at another commit, until it looks worse than what was accepted, however wide the interval", () => {
    const cells = [regression("a", 0.1, 0.3), regression("a", 0.01, 0.41), regression("a", 0.19, 0.2)];
    expect(effects(applyAcceptances(cells, [slow], later))).toEqual(["accepted", "fail-regression", "accepted"]);
  });

  it("whatever the noise says, where it is the very same work or the accepted commit itself", () => {
    const noisy = regression("a", 0.3, 0.4, { work });
    const known = acceptance([{ cell: "a", what: "regression", ratio: 0.2, work }]);
    expect(effects(applyAcceptances([noisy], [known], later))).toEqual(["accepted"]);
    expect(effects(applyAcceptances([noisy], [slow], later))).toEqual(["fail-regression"]);
    expect(effects(applyAcceptances([noisy], [slow], context))).toEqual(["accepted"]);
  });

  it("at the accepted commit alone where it cannot be compared, and at any where it is gone", () => {
    const other = sampleCell({ id: "a", outcome: { state: "incomparable", remedy: "r" }, effectOnGate: "fail-error" });
    const gone = sampleCell({ id: "a", outcome: { state: "removed" }, effectOnGate: "fail-error" });
    const both = acceptance([
      { cell: "a", what: "incomparable", ratio: null, work: null },
      { cell: "a", what: "removed", ratio: null, work: null },
    ]);
    expect(effects(applyAcceptances([other, gone], [both], context))).toEqual(["accepted", "accepted"]);
    expect(effects(applyAcceptances([other, gone], [both], later))).toEqual(["fail-error", "accepted"]);
  });

  it("only where each of its reasons is, by any of the acceptances", () => {
    const both = [regression("a", 0.1, 0.2, { budgets: missed })];
    const budget = acceptance([{ cell: "a", what: "over-budget", ratio: 0.2, missed: missedThen, work: null }]);
    expect(effects(applyAcceptances(both, [slow], context))).toEqual(["fail-regression"]);
    expect(effects(applyAcceptances(both, [budget], context))).toEqual(["fail-regression"]);
    expect(effects(applyAcceptances(both, [budget, slow], context))).toEqual(["accepted"]);
  });

  const budgetOf = (metric: "p95-ms" | "cost-per-million-usd", actual: number) => ({
    metric,
    limit: 10,
    actual,
    decision: "missed" as const,
    interval: null,
  });

  it("over its budget at another commit, until it is further over it, however little slower it is", () => {
    const over = acceptance([{ cell: "a", what: "over-budget", ratio: 0.2, missed: missedThen, work: null }]);
    const unchanged = (budgets: CellVerdict["budgets"]) =>
      sampleCell({ id: "a", outcome: sampleMeasured({ decision: "unchanged" }), budgets });
    const cells = [11.9, 12, 12.1].map((actual) => unchanged([budgetOf("p95-ms", actual)]));
    expect(effects(applyAcceptances(cells, [over], later))).toEqual(["accepted", "accepted", "fail-regression"]);
    expect(effects(applyAcceptances([{ ...fresh("a") }], [over], later))).toEqual(["accepted"]);
    expect(effects(applyAcceptances(cells, [over], context))).toEqual(["accepted", "accepted", "accepted"]);
  });

  it("never over a budget that was met then, not even at the accepted commit or where the work is the same", () => {
    const over = acceptance([{ cell: "a", what: "over-budget", ratio: 0.2, missed: missedThen, work }]);
    const both = [budgetOf("p95-ms", 12), budgetOf("cost-per-million-usd", 11)];
    const cell = sampleCell({ id: "a", outcome: sampleMeasured({ decision: "unchanged" }), budgets: both, work });
    expect(effects(applyAcceptances([cell], [over], context))).toEqual(["fail-regression"]);
    expect(effects(applyAcceptances([cell], [over], later))).toEqual(["fail-regression"]);
    const { missed: _left, ...unknown } = over.cells[0] ?? { cell: "a", what: "over-budget", ratio: 0.2, work };
    expect(effects(applyAcceptances([cell], [{ ...over, cells: [unknown] }], context))).toEqual(["fail-regression"]);
  });

  it("never while a budget that must be decided is not", () => {
    const open = { ...budgetOf("p95-ms", 9.9), decision: "undecided" as const };
    const covered = acceptance([{ cell: "a", what: "over-budget", ratio: 0.2, missed: missedThen, work }]);
    const cells = [
      sampleCell({
        id: "a",
        outcome: sampleMeasured({ decision: "unchanged" }),
        budgets: [budgetOf("cost-per-million-usd", 11), open],
        effectOnGate: "fail-error",
      }),
    ];
    expect(failedCells(cells)).toEqual([]);
    expect(effects(applyAcceptances(cells, [covered], context))).toEqual(["fail-error"]);
  });

  it("where its tail is what got slower, until the tail gets slower still, whatever the mean does", () => {
    const withTail = (tailRatio: number, decision: "regression" | "inconclusive" = "regression") => {
      const effect = { ratio: tailRatio, lower: tailRatio, upper: tailRatio, level: 0.99 };
      const tail = { decision, effect, tolerance: 0.05, baseMs: 10, headMs: 10 * (1 + tailRatio) };
      const mean = { ratio: 0.001, lower: -0.01, upper: 0.01, level: 0.99 };
      return sampleCell({ id: "a", outcome: sampleMeasured({ effect: mean, tail }) });
    };
    const accepted = acceptance(failedCells([withTail(0.5)]));
    const cells = [withTail(0.5), withTail(3), withTail(3, "inconclusive")];
    expect(effects(applyAcceptances(cells, [accepted], later))).toEqual(["accepted", "fail-regression", "accepted"]);
    // Accepted when nobody looked at the tail.
    expect(effects(applyAcceptances([withTail(0.5)], [slow], later))).toEqual(["fail-regression"]);
  });

  it.each([
    [null, "accepted"],
    ["2026-03-02", "accepted"],
    ["2026-03-01", "fail-regression"],
    ["2020-01-01", "fail-regression"],
  ] as const)("until %s: %s", (until, effect) => {
    expect(effects(applyAcceptances([regression("a", 0.1, 0.2)], [{ ...slow, until }], context))).toEqual([effect]);
  });

  it("with an end only where the time is known", () => {
    const withoutTime = { ...context, now: undefined };
    const cells = [regression("a", 0.1, 0.2)];
    expect(effects(applyAcceptances(cells, [{ ...slow, until: "2099-01-01" }], withoutTime))).toEqual([
      "fail-regression",
    ]);
    expect(effects(applyAcceptances(cells, [slow], withoutTime))).toEqual(["accepted"]);
  });

  it.each<GateEvent>(["release", "night", "merge"])("never on the event %s", (event) => {
    const cells = [regression("a", 0.1, 0.2)];
    expect(applyAcceptances(cells, [slow], { ...context, event })).toEqual(cells);
  });
});

const ids = ["a", "b", "c"];
const anyAcceptance = fc
  .record({
    until: fc.constantFrom(null, "2026-02-01", "2026-03-01", "2026-04-01"),
    cells: fc.array(
      fc.record({
        cell: fc.constantFrom(...ids),
        what: fc.constantFrom("regression" as const, "over-budget" as const, "removed" as const),
        ratio: fc.option(fc.double({ min: -0.5, max: 2, noNaN: true })),
        work: fc.constantFrom(null, work),
      }),
      { maxLength: 5 },
    ),
  })
  .map(({ until, cells }) => acceptance(cells, { until }));
const anyAcceptances = fc.array(anyAcceptance, { maxLength: 3 });
const anyRegression = fc
  .tuple(fc.constantFrom(...ids, "unlisted"), fc.double({ min: 0.02, max: 1.5, noNaN: true }), fc.boolean())
  .map(([id, lower, over]) => regression(id, lower, lower + 0.1, { budgets: over ? missed : [] }));

describe("whatever was accepted", () => {
  const later = { ...context, commit: "8".repeat(40) };

  it("a cell that is not listed is never covered", () => {
    fc.assert(
      fc.property(anyAcceptances, anyRegression, (acceptances, cell) => {
        const [judged] = applyAcceptances([cell], acceptances, context);
        const listed = acceptances.some(({ cells }) => cells.some((entry) => entry.cell === cell.id));
        if (!listed) expect(judged).toEqual(cell);
      }),
    );
  });

  it("making a cell worse never gets it covered", () => {
    const worsening = fc.record({ slower: fc.double({ min: 0, max: 1, noNaN: true }), over: fc.boolean() });
    fc.assert(
      fc.property(anyAcceptances, anyRegression, worsening, (acceptances, cell, { slower: by, over }) => {
        if (cell.outcome.state !== "measured") throw new Error("not measured");
        const { lower, upper } = cell.outcome.effect;
        const budgets = over ? missed : cell.budgets;
        const worse = regression(cell.id, lower + by, upper + by, { budgets });
        const [before, after] = effects(applyAcceptances([cell, worse], acceptances, later));
        if (before !== "accepted") expect(after).not.toBe("accepted");
      }),
      { numRuns: 500 },
    );
  });

  it("nothing but the cells that fail is touched", () => {
    fc.assert(
      fc.property(
        anyAcceptances,
        fc.constantFrom("pass" as const, "does-not-block" as const),
        (acceptances, effect) => {
          const cells = ids.map((id) => regression(id, 0.1, 0.2, { effectOnGate: effect }));
          expect(applyAcceptances(cells, acceptances, context)).toEqual(cells);
        },
      ),
    );
  });
});

describe("the whole verdict", () => {
  const cells = [graphCell(), unmeasured("removed", "removed"), unmeasured("skip-unchanged", "skipped")];
  const first = compareMeasurements(input(cells, [slower()]));
  const accepted = makeAcceptance({
    request: { reason: "Worth it.", cells: null, until: null },
    by: "ada",
    acceptedAt: "2026-03-01T10:00:00Z",
    commit: first.head.commit,
    failed: failedCells(first.cells),
  });

  it("passes where all that failed was accepted, and says so first", () => {
    expect(first.conclusion).toBe("error");
    const second = compareMeasurements(input(cells, [slower()], { acceptances: [accepted], now }));
    expect(second.conclusion).toBe("pass");
    expect(second.headline).toBe("2 cells failed and were accepted; 1 cell unchanged and skipped.");
  });

  it("still fails for what came after", () => {
    const more = [...cells, unmeasured("removed", "removed too")];
    const second = compareMeasurements(input(more, [slower()], { acceptances: [accepted], now }));
    expect(second.conclusion).toBe("error");
    expect(second.headline).toContain("was measured at the base and is gone");
    expect(second.headline).toContain("2 cells failed and were accepted");
  });

  it("does not block on a merge, where it was decided already", () => {
    const merged = compareMeasurements(input(cells, [slower()], { event: "merge", config: config() }));
    expect(merged.conclusion).toBe("pass");
    expect(merged.cells.find(({ id }) => id === graphCellId)?.effectOnGate).toBe("does-not-block");
    expect(conclude(merged.cells)).toBe("pass");
  });
});
