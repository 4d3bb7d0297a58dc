import { describe, expect, it } from "vitest";
import type { Launch, WarmUp } from "../../src/bench/measurements.ts";
import { neverSteadyWords, warmUps } from "../../src/compare/warm-ups.ts";
import { graphCell, input, launches, measured, newCell, outcomeIn } from "./measured-plan.ts";

type Steady = Pick<WarmUp, "steadyBase" | "steadyHead">;

/** Launches whose n-th instance, counted over all of them, ended its warm-up as `of` says. */
function warmedUp(given: readonly Launch[], of: (instance: number) => Partial<Steady>): Launch[] {
  let index = 0;
  return given.map((launch) => ({
    ...launch,
    instances: launch.instances.map((instance) => ({ ...instance, warmup: { ...instance.warmup, ...of(index++) } })),
  }));
}

const none = { neverSteadyBase: 0, neverSteadyHead: 0, steadinessUnknownBase: 0, steadinessUnknownHead: 0 };

describe("instances that never got steady", () => {
  it("are counted for each side, and those apart of which it is not known", () => {
    const mixed = warmedUp(launches({ launches: 2 }), (instance) => ({
      steadyBase: instance !== 0,
      steadyHead: instance < 3 ? false : instance < 5 ? null : true,
    }));
    expect(warmUps(mixed)).toEqual({
      instances: 8,
      neverSteadyBase: 1,
      neverSteadyHead: 3,
      steadinessUnknownBase: 0,
      steadinessUnknownHead: 2,
    });
  });

  it("of head alone say nothing of a base", () => {
    const alone = launches({ launches: 2, withBase: false });
    expect(warmUps(alone)).toEqual({ ...none, instances: 8 });
    const { outcome } = outcomeIn(
      input([newCell()], [measured({ launches: warmedUp(alone, () => ({ steadyHead: false })), stop: "enough" })]),
      "new",
    );
    expect(outcome.effort).toMatchObject({ ...none, instances: 8, neverSteadyHead: 8 });
  });

  it("are told in the reason where they are the most, and decide nothing", () => {
    const judged = (of: (instance: number) => Partial<Steady>) =>
      outcomeIn(input([graphCell()], [measured({ launches: warmedUp(launches(), of) })]), "measured");
    const restless = judged((instance) => ({ steadyHead: instance < 11 }));
    expect(restless.cell.reason).toMatch(/; head never got steady in 13 of 24 warm-ups\.$/);
    const half = judged((instance) => ({ steadyHead: instance < 12 }));
    expect(half.cell.reason).not.toContain("steady");
    for (const { outcome } of [restless, half]) expect(outcome.decision).toBe("unchanged");
  });

  it("are told of the side that they are of", () => {
    const of = (neverSteadyBase: number, neverSteadyHead: number) =>
      neverSteadyWords({ ...none, instances: 8, neverSteadyBase, neverSteadyHead });
    expect(of(5, 4)).toBe("base never got steady in 5 of 8 warm-ups");
    expect(of(5, 6)).toBe("base never got steady in 5 and head in 6 of 8 warm-ups");
    expect(of(4, 4)).toBeNull();
  });

  it("are none of those of which it is not known", () => {
    const slow = warmedUp(launches(), () => ({ steadyBase: null, steadyHead: null }));
    const { outcome, cell } = outcomeIn(input([graphCell()], [measured({ launches: slow })]), "measured");
    expect(outcome.effort).toMatchObject({ ...none, steadinessUnknownBase: 24, steadinessUnknownHead: 24 });
    expect(cell.reason).not.toContain("steady");
  });
});
