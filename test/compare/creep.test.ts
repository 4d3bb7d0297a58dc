import { describe, expect, it } from "vitest";
import { creepSinceRelease, type RecordedStep } from "../../src/compare/creep.ts";
import type { Effect } from "../../src/compare/verdict.ts";
import { sampleCell, sampleMeasured, sampleVerdict } from "../fixtures/verdict.ts";

const cell = "search@16 here/onnxrt-cpu";
const base = "b".repeat(40);

/** A ratio with an interval of `spread` in log space on each side. */
function effect(ratio: number, spread = 0.004, level = 0.99): Effect {
  const log = Math.log1p(ratio);
  return { ratio, lower: Math.expm1(log - spread), upper: Math.expm1(log + spread), level };
}

let day = 0;
function step(
  change: Partial<RecordedStep> & { readonly effect?: Effect | null; readonly state?: string },
): RecordedStep {
  day += 1;
  const { effect: found = null, state = found === null ? "unchanged-skipped" : "measured", ...rest } = change;
  return {
    kind: "merge",
    recordedAt: new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString(),
    commit: `${day}`.padStart(40, "0"),
    tag: null,
    cells: [{ cell, state, effect: found }],
    ...rest,
  };
}

const release = () => step({ kind: "release", tag: "v1", effect: effect(0.5) });

function creepOf(records: readonly RecordedStep[], change: Effect | null = effect(0.008)) {
  const outcome =
    change === null
      ? ({ state: "unchanged-skipped" } as const)
      : sampleMeasured({ decision: "unchanged", effect: change });
  const verdict = sampleVerdict({
    base: { commit: base },
    cells: [sampleCell({ id: cell, outcome, effectOnGate: "pass" })],
  });
  return creepSinceRelease({ records, verdict });
}

describe("creep since the release", () => {
  it("sums the steps' log ratios and their variances", () => {
    const [creep] = creepOf([release(), step({ effect: effect(0.009) }), step({ effect: effect(0.007) })]);
    expect(creep).toMatchObject({ cell, release: "v1", merges: 2, unmeasured: 0, fromNight: false });
    expect(creep?.effect.ratio).toBeCloseTo(1.009 * 1.007 * 1.008 - 1, 12);
    // Three equal variances: the half-width grows by the root of three.
    const halfWidth = Math.log1p(creep?.effect.upper ?? 0) - Math.log1p(creep?.effect.ratio ?? 0);
    expect(halfWidth).toBeCloseTo(0.004 * Math.sqrt(3), 9);
    expect(creep?.effect.level).toBe(0.99);
  });

  it("counts a merge whose job was run again once, as it ended last, where it stood first", () => {
    const released = release();
    const again = step({ effect: effect(0.5), commit: "a".repeat(40) });
    const merged = step({ effect: effect(0.02), commit: base });
    const later = step({ effect: effect(0.3) });
    const rerun = [step({ effect: effect(0.01), commit: again.commit }), step({ effect: effect(0.02), commit: base })];
    const [creep] = creepOf([released, again, merged, later, ...rerun]);
    expect(creep?.merges).toBe(2);
    expect(creep?.effect.ratio).toBeCloseTo(1.01 * 1.02 * 1.008 - 1, 12);
  });

  it("brings intervals of other levels to one", () => {
    const [creep] = creepOf([release(), step({ effect: effect(0.01, 0.001959964, 0.95) })], effect(0, 0));
    // 1.96 standard deviations at 95% are 2.576 of them at 99%.
    expect(Math.log1p(creep?.effect.upper ?? 0) - Math.log1p(0.01)).toBeCloseTo(0.002575829, 6);
  });

  it("lets a night's own measurement stand for what came before it, whenever it was recorded", () => {
    const released = release();
    const before = step({ effect: effect(0.2) });
    const after = step({ effect: effect(0.01) });
    const night = step({ kind: "night", tag: "v1", commit: before.commit, effect: effect(0.03) });
    const [creep] = creepOf([released, before, after, night]);
    expect(creep).toMatchObject({ fromNight: true, merges: 1 });
    expect(creep?.effect.ratio).toBeCloseTo(1.03 * 1.01 * 1.008 - 1, 12);
  });

  it("leaves out nights against another release, what came before it, and what came after the base", () => {
    const records = [
      step({ effect: effect(0.5) }),
      release(),
      step({ effect: effect(0.02) }),
      step({ kind: "night", tag: "v0", effect: effect(0.7) }),
      step({ commit: base, effect: effect(0.03) }),
      step({ effect: effect(0.4) }),
    ];
    const [creep] = creepOf(records);
    expect(creep?.effect.ratio).toBeCloseTo(1.02 * 1.03 * 1.008 - 1, 12);
    expect(creepOf(records.toReversed())).toEqual([creep]);
  });

  it("counts what could not be measured, and begins anew where the cell came back", () => {
    expect(creepOf([release(), step({ effect: effect(0.02) }), step({ state: "failed" })])[0]).toMatchObject({
      merges: 1,
      unmeasured: 1,
    });
    const again = creepOf([
      release(),
      step({ effect: effect(0.5) }),
      step({ state: "new" }),
      step({ effect: effect(0.01) }),
    ]);
    expect(again[0]?.effect.ratio).toBeCloseTo(1.01 * 1.008 - 1, 12);
  });

  it("says nothing where this change or nothing before it was measured", () => {
    expect(creepOf([release(), step({ effect: effect(0.1) })], null)).toEqual([]);
    expect(creepOf([release(), step({}), step({ state: "failed" })])).toEqual([]);
    expect(creepOf([])).toEqual([]);
  });

  it("leaves out an interval without an end", () => {
    expect(creepOf([release(), step({ effect: { ratio: 0.1, lower: -1, upper: 9, level: 0.99 } })])).toEqual([]);
  });
});
