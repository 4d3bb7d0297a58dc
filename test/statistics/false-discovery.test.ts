import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { discoveries, probabilityOfNoEffect, StatisticsError } from "../../src/statistics/index.ts";
import { evenly, gaussian, seededRandom } from "./simulated-launches.ts";

describe("discoveries", () => {
  it("are those of Benjamini and Hochberg's own example", () => {
    // "Controlling the False Discovery Rate" (1995), section 4: fifteen probabilities, of which four are kept at 5%.
    const published = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    expect(discoveries(published, 0.05).filter(Boolean)).toHaveLength(4);
    expect(discoveries(published, 0.05).lastIndexOf(true)).toBe(3);
  });

  it("step up: a probability above its own bound is kept below one that is within", () => {
    expect(discoveries([0.04, 0.05], 0.05)).toEqual([true, true]);
    expect(discoveries([0.04, 0.06], 0.05)).toEqual([false, false]);
  });

  it("do not depend on the order, and a higher rate loses none", () => {
    fc.assert(
      fc.property(fc.array(evenly(0, 1), { maxLength: 30 }), (probabilities) => {
        const kept = discoveries(probabilities, 0.05);
        const reversed = discoveries([...probabilities].reverse(), 0.05);
        expect([...reversed].reverse()).toEqual(kept);
        const looser = discoveries(probabilities, 0.2);
        expect(kept.every((isKept, index) => !isKept || looser[index])).toBe(true);
      }),
    );
  });

  it("none of nothing", () => {
    expect(discoveries([], 0.05)).toEqual([]);
  });
});

describe("the probability of no effect", () => {
  it("is that of Student's own data on sleep", () => {
    // Student, "The Probable Error of a Mean" (1908): the differences of ten patients; t = 4.06, two-sided p = 0.00283.
    const hoursGained = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];
    expect(probabilityOfNoEffect(hoursGained)).toBeCloseTo(0.00283, 5);
  });

  it("is even where there is no effect", () => {
    const random = seededRandom(4);
    const trials = 2000;
    let below = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      if (probabilityOfNoEffect(Array.from({ length: 6 }, () => gaussian(random))) < 0.1) below += 1;
    }
    // Five standard deviations of a binomial count around one in ten.
    expect(Math.abs(below - 200)).toBeLessThan(5 * Math.sqrt(trials * 0.1 * 0.9));
  });

  it("of launches that agree to the last bit", () => {
    expect(probabilityOfNoEffect([0, 0, 0])).toBe(1);
    expect(probabilityOfNoEffect([0.125, 0.125, 0.125])).toBe(0);
  });

  it("is refused for one launch", () => {
    expect(() => probabilityOfNoEffect([0.1])).toThrow(StatisticsError);
  });
});
