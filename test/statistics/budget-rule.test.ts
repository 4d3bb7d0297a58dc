import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/bench/seeded-random.ts";
import { decideBudget, ruleForBudget } from "../../src/statistics/index.ts";

const rule = (limit: number, alpha = 0.001) => ruleForBudget({ limit, alpha, launchLimit: 40 });
const positive = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
const values = fc.array(positive, { minLength: 4, maxLength: 40 });

/** Launches around this level with the scatter of a busy machine. */
function around(level: number, seed: number, launches = 12, scatter = 0.02): number[] {
  const random = seededRandom(seed);
  const noise = () => (random() + random() + random() + random() - 2) * Math.sqrt(3) * scatter;
  return Array.from({ length: launches }, () => level * Math.exp(noise()));
}

describe("a budget", () => {
  it("is met where head is surely below it, and missed where head is surely above", () => {
    expect(decideBudget(around(9, 1), rule(10), true).state).toBe("met");
    expect(decideBudget(around(11, 1), rule(10), true).state).toBe("missed");
    expect(decideBudget(around(10, 1), rule(10), true).state).toBe("undecided");
  });

  it("is met by head that lies at it without any scatter, whatever the numbers round to", () => {
    const limits = [1, 2, 3, 5, 7, 10, 12.5, 20, 1200];
    const states = limits.flatMap((limit) =>
      [4, 5, 7, 13, 40].map((launches) => decideBudget(Array(launches).fill(limit), rule(limit), true).state),
    );
    expect(new Set(states)).toEqual(new Set(["met"]));
  });

  it("has an interval around the launches, on the side of the limit that it was decided for", () => {
    const { figure } = decideBudget(around(11, 2), rule(10), true);
    expect(figure?.value).toBeCloseTo(11, 0);
    expect(figure?.lower).toBeGreaterThan(10);
    expect(figure?.upper).toBeGreaterThan(figure?.value ?? Number.NaN);
  });

  it("is not decided before the first look, and then measured on only while more may come", () => {
    expect(decideBudget([1, 1, 1], rule(10), false)).toEqual({ state: "continue", figure: null });
    expect(decideBudget([1, 1, 1], rule(10), true)).toEqual({ state: "undecided", figure: null });
    expect(decideBudget(around(10, 3, 7), rule(10), false).state).toBe("continue");
    expect(decideBudget(around(10, 3, 40), rule(10), false).state).toBe("undecided");
  });

  it("does not depend on the unit, nor on the order of the launches", () => {
    fc.assert(
      fc.property(values, positive, fc.double({ min: 0.01, max: 100, noNaN: true }), (launches, limit, factor) => {
        // A limit at the very edge of an interval may fall to either side of it by rounding.
        const { state, figure } = decideBudget(launches, rule(limit), true);
        const edges = figure === null ? [] : [figure.lower, figure.upper];
        fc.pre(edges.every((edge) => Math.abs(edge / limit - 1) > 1e-9));
        const scaled = launches.map((value) => value * factor);
        expect(decideBudget(scaled, rule(limit * factor), true).state).toBe(state);
        expect(decideBudget(launches.toReversed(), rule(limit), true).state).toBe(state);
      }),
    );
  });

  it("is never met by head at which it is missed, whatever the limit", () => {
    fc.assert(
      fc.property(values, positive, positive, (launches, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const states = [low, high].map((limit) => decideBudget(launches, rule(limit), true).state);
        expect(states).not.toEqual(["met", "missed"]);
      }),
    );
  });

  it("at which head lies is called missed no oftener than its error probability, all looks together", () => {
    const alpha = 0.05;
    const runs = 2000;
    let missed = 0;
    for (let seed = 0; seed < runs; seed++) {
      const launches = around(10, seed, 40);
      const looks = Array.from({ length: 37 }, (_, index) => launches.slice(0, index + 4));
      if (looks.some((seen) => decideBudget(seen, rule(10, alpha), false).state === "missed")) missed += 1;
    }
    // Four standard deviations of a share of 5%.
    expect(missed / runs).toBeLessThan(alpha + 4 * Math.sqrt((alpha * (1 - alpha)) / runs));
    expect(missed).toBeGreaterThan(0);
  });

  it.each([[0], [-1], [Number.NaN], [Number.POSITIVE_INFINITY]])("refuses a latency of %d", (value) => {
    expect(() => decideBudget([1, 1, 1, value], rule(10), true)).toThrow("no positive number");
  });
});
