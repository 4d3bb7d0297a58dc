import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findChangePoints, leastStretch, StatisticsError } from "../../src/statistics/index.ts";
import { type PeltSettings, pelt } from "../../src/statistics/pelt.ts";
import { seriesDeviation } from "../../src/statistics/series-deviation.ts";
import { binomialAtLeast, binomialAtMost } from "./exact-binomial.ts";
import { nagExample, nagResults, nile } from "./published-series.ts";
import { evenly, gaussian, seededRandom } from "./simulated-launches.ts";

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function costOf(values: readonly number[], cuts: readonly number[], { deviation, penalty }: PeltSettings): number {
  const ends = [0, ...cuts, values.length];
  const costs = ends.slice(1).map((end, index) => {
    const own = values.slice(ends[index], end);
    return own.reduce((sum, value) => sum + ((value - mean(own)) / deviation) ** 2, 0);
  });
  return costs.reduce((sum, cost) => sum + cost, 0) + penalty * cuts.length;
}

/** Every way to cut `length` values into stretches of at least `least`. */
function* allCuts(length: number, least: number): Generator<readonly number[]> {
  if (length >= least) yield [];
  for (let last = least; length - last >= least; last += 1) {
    for (const cuts of allCuts(last, least)) yield [...cuts, last];
  }
}

/** Optimal partitioning (Jackson et al. 2005): the same optimum with nothing left out of the search. */
function optimalPartitioning(values: readonly number[], settings: PeltSettings): readonly number[] {
  const best: (readonly number[] | undefined)[] = [];
  for (let end = settings.leastLength; end <= values.length; end += 1) {
    const own = values.slice(0, end);
    const tries = [
      [],
      ...best.flatMap((cuts, at) => (cuts && end - at >= settings.leastLength ? [[...cuts, at]] : [])),
    ];
    best[end] = tries.toSorted((one, other) => costOf(own, one, settings) - costOf(own, other, settings))[0];
  }
  return best[values.length] ?? [];
}

/** Noise with a few steps. */
const steppedSeries = (maxLength: number) =>
  fc
    .tuple(
      fc.integer(),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), evenly(-5, 5)), { minLength: 1, maxLength: 8 }),
    )
    .map(([seed, levels]) => {
      const random = seededRandom(seed);
      return levels
        .flatMap(([length, height]) => Array.from({ length }, () => height + gaussian(random)))
        .slice(0, maxLength);
    });
const settings = fc.record({
  deviation: evenly(0.3, 3),
  penalty: evenly(0.5, 20),
  leastLength: fc.integer({ min: 1, max: 5 }),
});

const noise = (length: number, seed: number) => {
  const random = seededRandom(seed);
  return Array.from({ length }, () => gaussian(random));
};

describe("the published results", () => {
  it("finds the one change of the Nile, after 1898", () => {
    expect(nile).toHaveLength(100);
    // R: changepoint 2.3 `cpt.mean(Nile)`, strucchange `breakpoints(Nile ~ 1)` and bcp all give 28.
    expect(findChangePoints(nile)).toEqual([28]);
    expect(mean(nile.slice(0, 28))).toBeCloseTo(1097.75, 2);
    expect(mean(nile.slice(28))).toBeCloseTo(849.97, 2);
  });

  it("finds it in the Nile over its own deviation too, as R does with PELT and 3 log n", () => {
    const deviation = Math.sqrt(nile.reduce((sum, value) => sum + (value - mean(nile)) ** 2, 0) / 99);
    expect(pelt(nile, { deviation, penalty: 3 * Math.log(100), leastLength: 1 }).changePoints).toEqual([28]);
  });

  it("cuts the example of the NAG Library as its manual prints", () => {
    expect(nagExample).toHaveLength(100);
    const { changePoints } = pelt(nagExample, { deviation: 1, penalty: 4.6, leastLength: 2 });
    expect(changePoints).toEqual(nagResults.changePoints);
    const starts = [0, ...changePoints];
    starts.forEach((start, index) => {
      // Printed with two digits.
      expect(
        Math.abs(mean(nagExample.slice(start, starts[index + 1])) - (nagResults.means[index] ?? NaN)),
      ).toBeLessThan(0.0051);
    });
  });
});

describe("pelt", () => {
  it("finds what optimal partitioning finds without leaving anything out", () => {
    fc.assert(
      fc.property(steppedSeries(60), settings, (values, chosen) => {
        const found = pelt(values, chosen);
        expect(found.changePoints).toEqual(optimalPartitioning(values, chosen));
        expect(found.cost).toBeCloseTo(costOf(values, found.changePoints, chosen), 6);
      }),
      { numRuns: 200 },
    );
  });

  it("costs no more than any other way to cut, tried one by one", () => {
    fc.assert(
      fc.property(steppedSeries(13), settings, (values, chosen) => {
        const least = Math.min(
          ...Array.from(allCuts(values.length, chosen.leastLength), (cuts) => costOf(values, cuts, chosen)),
        );
        if (values.length >= chosen.leastLength) expect(pelt(values, chosen).cost).toBeCloseTo(least, 6);
      }),
      { numRuns: 200 },
    );
  });

  it("leaves a series alone that is shorter than one stretch", () => {
    expect(pelt([], { deviation: 1, penalty: 1, leastLength: 3 })).toEqual({ changePoints: [], cost: 0 });
    expect(pelt([1, 100], { deviation: 1, penalty: 1, leastLength: 3 }).changePoints).toEqual([]);
  });

  it.each([
    { deviation: 0, penalty: 1, leastLength: 1 },
    { deviation: Number.NaN, penalty: 1, leastLength: 1 },
    { deviation: 1, penalty: -1, leastLength: 1 },
    { deviation: 1, penalty: 1, leastLength: 0 },
  ])("refuses settings that mean nothing: %o", (chosen) => {
    expect(() => pelt([1, 2, 3], chosen)).toThrow(StatisticsError);
  });
});

describe("findChangePoints", () => {
  it.each([6, 10, 14, 30, 60, 120, 400])("cuts at most one in a hundred series of %i values of noise", (length) => {
    const trials = length > 100 ? 200 : 4000;
    const cut = Array.from({ length: trials }, (_, seed) => findChangePoints(noise(length, seed))).filter(
      (found) => found.length > 0,
    );
    expect(binomialAtLeast(cut.length, trials, 0.01)).toBeGreaterThan(1e-4);
  });

  it("finds a step of four deviations between ten and ten values within one, nineteen times in twenty", () => {
    const trials = 2000;
    const missed = Array.from({ length: trials }, (_, seed) => {
      const values = noise(20, seed).map((value, index) => (index < 10 ? value : value + 4));
      return findChangePoints(values);
    }).filter((found) => !(found.length === 1 && Math.abs((found[0] ?? NaN) - 10) <= 1));
    expect(binomialAtMost(trials - missed.length, trials, 0.95)).toBeGreaterThan(1e-4);
    expect(missed.length).toBeLessThan(trials / 20);
  });

  it("finds the same wherever the series lies and whatever its unit", () => {
    fc.assert(
      fc.property(steppedSeries(60), evenly(-1e3, 1e3), evenly(1e-3, 1e3), (values, shift, scale) => {
        expect(findChangePoints(values.map((value) => shift + scale * value))).toEqual(findChangePoints(values));
      }),
    );
  });

  it("finds the mirrored places in the mirrored series", () => {
    fc.assert(
      fc.property(steppedSeries(60), (values) => {
        const mirrored = findChangePoints(values.toReversed()).map((point) => values.length - point);
        expect(mirrored.toReversed()).toEqual(findChangePoints(values));
      }),
    );
  });

  it("depends on the order: the same values mixed have no change", () => {
    const stepped = noise(30, 1).map((value, index) => (index < 15 ? value : value + 5));
    expect(findChangePoints(stepped)).toEqual([15]);
    const mixed = stepped.flatMap((value, index) => (index < 15 ? [value, stepped[index + 15] ?? value] : []));
    expect(findChangePoints(mixed)).toEqual([]);
  });

  it.each([1, 2])("takes %i odd values in a row for no change", (odd) => {
    const values = noise(30, 5).map((value, index) => (index >= 20 && index < 20 + odd ? value + 4 : value));
    expect(findChangePoints(values)).toEqual([]);
  });

  it("leaves a constant series alone, and one too short for two stretches", () => {
    expect(findChangePoints(Array(50).fill(0.1 + 0.2))).toEqual([]);
    expect(findChangePoints([0, 0, 0, 9, 9].slice(0, 2 * leastStretch - 1))).toEqual([]);
    expect(findChangePoints([])).toEqual([]);
  });

  it("finds the step of a series without noise", () => {
    expect(findChangePoints([0, 0, 0, 0, 0, 1, 1, 1, 1])).toEqual([5]);
  });

  it("takes no scatter for a change that the caller says is there", () => {
    const values = [...Array(12).fill(0), 0.011, 0.012, 0.01, 0.012];
    expect(findChangePoints(values)).not.toEqual([]);
    expect(findChangePoints(values, 0.01)).toEqual([]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("refuses %d", (value) => {
    expect(() => findChangePoints([0, 1, value, 1, 0, 1, 0])).toThrow(/must be a finite number/);
  });
});

describe("seriesDeviation", () => {
  it("tells the deviation of the noise, whatever steps it has", () => {
    const stepped = noise(4000, 3).map((value, index) => 2 * value + 50 * Math.floor(index / 100));
    expect(seriesDeviation(stepped)).toBeGreaterThan(1.85);
    expect(seriesDeviation(stepped)).toBeLessThan(2.15);
  });

  it("is nothing for less than two values", () => {
    expect(seriesDeviation([])).toBe(0);
    expect(seriesDeviation([7])).toBe(0);
  });
});
