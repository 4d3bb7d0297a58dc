import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leftAtLimit, looksOf, spentAtLook } from "../../src/statistics/error-spending.ts";
import {
  decideSequentially,
  launchEffect,
  ruleForCell,
  type SequentialRule,
  type SequentialState,
  StatisticsError,
} from "../../src/statistics/index.ts";
import { binomialAtLeast, binomialAtMost } from "./exact-binomial.ts";
import { recordedLaunches } from "./recorded-launches.ts";
import { evenly, gaussian, type Random, seededRandom, simulatedLaunch } from "./simulated-launches.ts";

const rule = ruleForCell({ tolerance: 0.01, resolution: 0.02, alpha: 0.0025, kind: "graph", launchLimit: 24 });

/** Measures on until the rule decides, as the bench does. */
function measureUntilDecided(next: () => number, sequentialRule: SequentialRule): SequentialState {
  const values: number[] = [];
  for (;;) {
    values.push(next());
    const state = decideSequentially(values, sequentialRule, false);
    if (state.state !== "continue") return state;
  }
}

const simulated = (logRatio: number, random: Random) => () => launchEffect(simulatedLaunch(logRatio, random)).logRatio;

describe("the rule decides", () => {
  it.each([20, 50, 100, 400])("+%s% is a regression, and its inverse an improvement", (percent) => {
    const random = seededRandom(percent);
    const slower = measureUntilDecided(simulated(Math.log1p(percent / 100), random), rule);
    expect(slower.state).toBe("regression");
    expect(slower.effect?.ratio).toBeCloseTo(percent / 100, percent > 100 ? 0 : 1);
    expect(measureUntilDecided(simulated(-Math.log1p(percent / 100), random), rule).state).toBe("improvement");
  });

  it("identical models are unchanged", () => {
    const random = seededRandom(11);
    for (let trial = 0; trial < 20; trial += 1) {
      expect(measureUntilDecided(simulated(0, random), rule).state).toBe("unchanged");
    }
  });

  it("recorded launches: identical is no regression, five per cent of added work is one", () => {
    const effects = (injectedPercent: number, busyNeighbours: number) =>
      recordedLaunches({ injectedPercent, busyNeighbours }).map((launch) => launchEffect(launch).logRatio);
    expect(decideSequentially(effects(0, 0), rule, true).state).toBe("unchanged");
    expect(["unchanged", "inconclusive"]).toContain(decideSequentially(effects(0, 2), rule, true).state);
    expect(decideSequentially(effects(5, 0), rule, true).state).toBe("regression");
  });

  it("the same for every order of the launches, to the last bit", () => {
    const values = fc.array(evenly(-2, 2), { minLength: 1, maxLength: 30 });
    const shuffled = values.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, fc.boolean(), ([list, other], atLimit) => {
        expect(decideSequentially(other, rule, atLimit)).toEqual(decideSequentially(list, rule, atLimit));
      }),
    );
  });

  it("the opposite when the sides are swapped", () => {
    const opposite = { regression: "improvement", improvement: "regression" } as const;
    fc.assert(
      fc.property(
        evenly(-0.1, 0.1),
        fc.array(evenly(-0.005, 0.005), { minLength: 4, maxLength: 24 }),
        (effect, noise) => {
          const values = noise.map((value) => effect + value);
          const state = decideSequentially(values, rule, true);
          const swapped = decideSequentially(
            values.map((value) => -value),
            rule,
            true,
          );
          const { state: name } = state;
          expect(swapped.state).toBe(name === "regression" || name === "improvement" ? opposite[name] : name);
          expect(Math.log1p(swapped.effect?.lower ?? Number.NaN)).toBeCloseTo(
            -Math.log1p(state.effect?.upper ?? Number.NaN),
            9,
          );
        },
      ),
    );
  });

  it("that the states agree with their interval", () => {
    const values = fc.array(evenly(-0.2, 0.2), { minLength: 4, maxLength: 24 });
    const near = fc
      .tuple(evenly(-0.06, 0.06), values)
      .map(([effect, noise]) => noise.map((value) => effect + value / 50));
    fc.assert(
      fc.property(near, (list) => {
        const { state, effect } = decideSequentially(list, rule, false);
        const { lower, upper, ratio } = effect ?? { lower: Number.NaN, upper: Number.NaN, ratio: Number.NaN };
        expect(lower <= ratio && ratio <= upper).toBe(true);
        if (state === "regression") expect(lower).toBeGreaterThan(0.01);
        if (state === "improvement") expect(upper).toBeLessThan(-0.0099);
        if (state === "unchanged") expect(Math.max(-lower, upper)).toBeLessThan(0.03);
        if (state === "inconclusive") expect(list).toHaveLength(24);
      }),
      { numRuns: 500 },
    );
  });
});

describe("before the first look and at the limit", () => {
  it("nothing is decided before it, however clear it looks", () => {
    expect(decideSequentially([2, 2, 2], rule, false)).toMatchObject({ state: "continue", effect: null, look: 3 });
    expect(decideSequentially([2, 2, 2], rule, true)).toMatchObject({ state: "inconclusive", effect: null, look: 3 });
  });

  it("what is not decided is inconclusive, with its effect", () => {
    const values = [0.1, -0.1, 0.08, -0.07];
    expect(decideSequentially(values, rule, false).state).toBe("continue");
    const ended = decideSequentially(values, rule, true);
    expect(ended.state).toBe("inconclusive");
    expect(ended.effect?.ratio).toBeCloseTo(0.0025, 3);
    expect(decideSequentially(Array.from({ length: 6 }, () => values).flat(), rule, false).state).toBe("inconclusive");
  });

  it("local python looks after three launches", () => {
    const local = ruleForCell({ tolerance: 0.01, resolution: 0.02, alpha: 0.01, kind: "local-python", launchLimit: 8 });
    expect(decideSequentially([1.1, 1.101, 1.102], local, false).state).toBe("regression");
  });
});

describe("what makes no sense is refused", () => {
  it.each([
    { ...rule, tolerance: 0 },
    { ...rule, resolution: -0.1 },
    { ...rule, alpha: 0.5 },
    { ...rule, beta: 0 },
    { ...rule, maxLaunches: 3 },
    { ...rule, firstLook: 1 },
    { ...rule, tolerance: Number.NaN },
  ])("a rule of %o", (broken) => {
    expect(() => decideSequentially([0, 0, 0, 0], broken, false)).toThrow(StatisticsError);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("an effect of %s", (bad) => {
    expect(() => decideSequentially([0, 0, 0, 0, bad], rule, false)).toThrow("not a finite number");
  });
});

describe("error rates", () => {
  // The bounds are exact binomial tails at 1e-4, so a right implementation fails one seed in ten thousand, and the
  // seeds are fixed.
  const surprising = 1e-4;

  const windows = fc
    .tuple(fc.integer({ min: 2, max: 10 }), fc.integer({ min: 0, max: 40 }))
    .map(([firstLook, more]) => ({ firstLook, maxLaunches: firstLook + more }));

  it("the looks spend the budget exactly, each of them some", () => {
    fc.assert(
      fc.property(windows, evenly(1e-6, 0.4), (window, budget) => {
        const spent = looksOf(window).map((look) => spentAtLook(budget, look, looksOf(window)));
        expect(spent.every((share) => share > 0)).toBe(true);
        expect(spent.reduce((sum, share) => sum + share, 0)).toBeCloseTo(budget, 10);
      }),
    );
  });

  it("looks come in the window, the first and the last among them, ever farther apart", () => {
    expect(looksOf({ firstLook: 4, maxLaunches: 40 })).toEqual([4, 5, 6, 8, 10, 13, 17, 22, 29, 40]);
    expect(looksOf({ firstLook: 4, maxLaunches: 4 })).toEqual([4]);
    fc.assert(
      fc.property(windows, (window) => {
        const looks = looksOf(window);
        expect([looks[0], looks.at(-1)]).toEqual([window.firstLook, window.maxLaunches]);
        expect(looks).toEqual([...new Set(looks)].sort((a, b) => a - b));
      }),
    );
  });

  it("a limit leaves what the looks before it have not spent, and no more", () => {
    fc.assert(
      fc.property(windows, evenly(1e-6, 0.4), fc.nat(60), (window, budget, more) => {
        const launches = window.firstLook + more;
        const before = looksOf(window)
          .filter((look) => look < Math.min(launches, window.maxLaunches))
          .reduce((sum, look) => sum + spentAtLook(budget, look, looksOf(window)), 0);
        expect(before + leftAtLimit(budget, launches, looksOf(window))).toBeCloseTo(budget, 10);
      }),
    );
  });

  it("false regressions stay within alpha where the time limit ends the cell at any launch", () => {
    const loose: SequentialRule = { ...rule, alpha: 0.05, maxLaunches: 20 };
    const random = seededRandom(6);
    const trials = 3000;
    let flagged = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const limit = 4 + Math.floor(random() * 16);
      const values: number[] = [];
      let state: SequentialState["state"] = "continue";
      while (state === "continue") {
        values.push(Math.log1p(loose.tolerance) + 0.01 * gaussian(random));
        state = decideSequentially(values, loose, values.length >= limit).state;
      }
      if (state === "regression") flagged += 1;
    }
    expect(binomialAtLeast(flagged, trials, loose.alpha)).toBeGreaterThan(surprising);
  });

  it.each([
    { name: "launches of autocorrelated, bimodal, heavy-tailed calls", trials: 400, next: simulated },
    {
      name: "bimodal launch values",
      trials: 2000,
      next: (logRatio: number, random: Random) => () =>
        logRatio + (random() < 0.5 ? -0.01 : 0.01) + 0.003 * gaussian(random),
    },
    {
      name: "heavy-tailed launch values",
      trials: 2000,
      next: (logRatio: number, random: Random) => () =>
        logRatio + (0.01 * gaussian(random)) / Math.sqrt((gaussian(random) ** 2 + gaussian(random) ** 2) / 2),
    },
  ])("intervals cover at their level: $name", ({ trials, next }) => {
    const oneLook: SequentialRule = { ...rule, alpha: 0.05, firstLook: 8, maxLaunches: 8 };
    const random = seededRandom(20);
    let covered = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const draw = next(Math.log(1.3), random);
      const { effect } = decideSequentially(
        Array.from({ length: 8 }, () => draw()),
        oneLook,
        true,
      );
      if (effect === null) throw new Error("no effect at the only look");
      expect(effect.level).toBeCloseTo(0.9, 12);
      if (effect.lower <= 0.3 && 0.3 <= effect.upper) covered += 1;
    }
    expect(binomialAtMost(covered, trials, 0.9)).toBeGreaterThan(surprising);
  });

  it("the t interval is exact on normal launches, neither too narrow nor too wide", () => {
    const oneLook: SequentialRule = { ...rule, alpha: 0.05, firstLook: 4, maxLaunches: 4 };
    const random = seededRandom(3);
    const trials = 4000;
    let covered = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const { effect } = decideSequentially(
        Array.from({ length: 4 }, () => gaussian(random)),
        oneLook,
        true,
      );
      if (effect !== null && effect.lower <= 0 && 0 <= effect.upper) covered += 1;
    }
    expect(binomialAtMost(covered, trials, 0.9)).toBeGreaterThan(surprising);
    expect(binomialAtLeast(covered, trials, 0.9)).toBeGreaterThan(surprising);
  });

  it("false regressions over all looks stay within alpha, at a true change of just the tolerance", () => {
    const loose: SequentialRule = { ...rule, alpha: 0.05, maxLaunches: 20 };
    for (const [seed, spread] of [
      [1, 0.002],
      [2, 0.02],
      [3, 0.2],
    ] as const) {
      const random = seededRandom(seed);
      const trials = 1500;
      let flagged = 0;
      for (let trial = 0; trial < trials; trial += 1) {
        const next = () => Math.log1p(loose.tolerance) + spread * gaussian(random);
        if (measureUntilDecided(next, loose).state === "regression") flagged += 1;
      }
      expect(binomialAtLeast(flagged, trials, loose.alpha)).toBeGreaterThan(surprising);
    }
  });

  it("a change of tolerance plus resolution is called unchanged at most as often as beta allows", () => {
    const strict: SequentialRule = { ...rule, alpha: 1e-9, beta: 0.05, maxLaunches: 20 };
    const random = seededRandom(5);
    const trials = 1500;
    let missed = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const next = () => Math.log1p(strict.tolerance + strict.resolution) + 0.01 * gaussian(random);
      if (measureUntilDecided(next, strict).state === "unchanged") missed += 1;
    }
    expect(binomialAtLeast(missed, trials, strict.beta)).toBeGreaterThan(surprising);
  });

  it("false regressions of simulated identical launches stay within alpha, tolerance close to nothing", () => {
    const loose: SequentialRule = { ...rule, tolerance: 1e-9, resolution: 0.005, alpha: 0.05, maxLaunches: 10 };
    const random = seededRandom(9);
    const trials = 300;
    let flagged = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      if (measureUntilDecided(simulated(0, random), loose).state === "regression") flagged += 1;
    }
    expect(binomialAtLeast(flagged, trials, loose.alpha)).toBeGreaterThan(surprising);
  });
});
