import { describe, expect, it } from "vitest";
import type { Launch } from "../../src/bench/measurements.ts";
import { graphCell, input, judge, launches, measured } from "./measured-plan.ts";

/** What is said of a cell one of whose launches was changed. */
function verdictOn(change: (launch: Launch, other: Launch) => Launch): {
  readonly decision: string;
  readonly reason: string;
} {
  const [first, second, ...rest] = launches();
  if (first === undefined || second === undefined) throw new Error("no launches");
  const { cell } = judge(input([graphCell()], [measured({ launches: [first, change(second, first), ...rest] })]));
  const { outcome } = cell;
  return { decision: outcome.state === "failed" ? outcome.failure : outcome.state, reason: cell.reason };
}

describe("launches are refused, never averaged in,", () => {
  it("where one has base and head swapped", () => {
    const swapped = verdictOn((launch) => ({
      ...launch,
      sides: { base: launch.sides.head, head: launch.sides.base ?? "" },
    }));
    expect(swapped).toEqual({ decision: "invalid-measurement", reason: "Launch 1 has base and head swapped." });
  });

  it("where one is of other work", () => {
    const foreign = verdictOn((launch) => ({ ...launch, sides: { ...launch.sides, head: "e".repeat(64) } }));
    expect(foreign.reason).toBe("Launch 1 measured other work than the plan has for this cell.");
  });

  it("where they come from two machines", () => {
    const mixed = verdictOn((launch) => ({ ...launch, machine: "b".repeat(16) }));
    expect(mixed.reason).toBe(
      "Launch 1 comes from another machine than launch 0, and figures of two machines do not mix.",
    );
  });

  it("where the clock jumped within one", () => {
    const jumped = verdictOn((launch) => ({ ...launch, seconds: launch.seconds / 1000 }));
    expect(jumped.decision).toBe("invalid-measurement");
    expect(jumped.reason).toMatch(/^The clock of launch 1 cannot be believed: .* so the clock jumped\.$/);
  });

  it("where the clock was set back between two", () => {
    const setBack = verdictOn((launch, before) => ({
      ...launch,
      startedAt: new Date(Date.parse(before.startedAt) - 10_000).toISOString(),
    }));
    expect(setBack.reason).toMatch(/^The clock of launch 1 cannot be believed: .*set back/);
  });
});

it("launches that belong together are judged", () => {
  expect(verdictOn((launch) => launch).decision).toBe("measured");
});
