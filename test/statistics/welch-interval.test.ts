import { describe, expect, it } from "vitest";
import { deviationOfInterval, welchInterval } from "../../src/statistics/index.ts";
import { tInterval } from "../../src/statistics/t-interval.ts";
import { binomialAtMost } from "./exact-binomial.ts";
import { gaussian, seededRandom } from "./simulated-launches.ts";

describe("welchInterval", () => {
  it("is that of R's t.test on its sleep data", () => {
    // `t.test(extra ~ group, data = sleep)`: t = -1.8608, df = 17.776, 95% interval -3.3654832 to 0.2054832.
    const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    const { mean, lower, upper } = welchInterval(second, first, 0.025);
    expect(mean).toBeCloseTo(-1.58, 10);
    expect(lower).toBeCloseTo(-3.3654832, 6);
    expect(upper).toBeCloseTo(0.2054832, 6);
  });

  it("holds the true difference as often as it says, with scatters that differ", () => {
    const random = seededRandom(7);
    const trials = 4000;
    const draw = (length: number, height: number, deviation: number) =>
      Array.from({ length }, () => height + deviation * gaussian(random));
    let held = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const { lower, upper } = welchInterval(draw(12, 1, 1), draw(8, 3, 3), 0.025);
      if (lower <= 2 && 2 <= upper) held += 1;
    }
    // Welch's degrees of freedom are an approximation, good to some tenths of a percent here.
    expect(binomialAtMost(held, trials, 0.945)).toBeGreaterThan(1e-4);
    expect(held / trials).toBeLessThan(0.97);
  });

  it("is that of one sample where the other does not scatter", () => {
    const values = [0.11, 0.12, 0.1, 0.13];
    const [one, two] = [tInterval(values, 0.025), welchInterval([0, 0, 0], values, 0.025)];
    expect(two.lower).toBeCloseTo(one.lower, 10);
    expect(two.upper).toBeCloseTo(one.upper, 10);
  });

  it("is a point where neither scatters", () => {
    expect(welchInterval([1, 1, 1], [3, 3], 0.025)).toEqual({ mean: 2, lower: 2, upper: 2 });
  });
});

describe("deviationOfInterval", () => {
  it("is the standard error of a normal interval", () => {
    expect(deviationOfInterval({ lower: -1.959964, upper: 1.959964, level: 0.95 })).toBeCloseTo(1, 5);
  });
});
