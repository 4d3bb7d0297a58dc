import { describe, expect, it } from "vitest";
import { asvSaysWorse } from "../../../bench/verdict/published/rules/asv.ts";
import { leastProbability, mannWhitneyProbability } from "../../../bench/verdict/published/rules/mann-whitney.ts";

const from = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index);

describe("the exact Mann-Whitney test", () => {
  it("gives the probability of SciPy's documented example, U = 17 of 20", () => {
    expect(mannWhitneyProbability([19, 22, 16, 29, 24], [20, 11, 17, 12])).toBeCloseTo(0.1111111111, 9);
  });

  it("counts two orderings of all where the samples do not overlap", () => {
    expect(mannWhitneyProbability(from(1, 5), from(10, 5))).toBeCloseTo(2 / 252, 12);
    expect(mannWhitneyProbability(from(10, 8), from(1, 8))).toBeCloseTo(2 / 12_870, 12);
  });

  it("counts the tables of Mann and Whitney: U <= 1 of 3 and 3 has probability 2 / 20 on one side", () => {
    expect(mannWhitneyProbability([1, 2, 4], [3, 5, 6])).toBeCloseTo(4 / 20, 12);
  });

  it("does not depend on which sample is first", () => {
    const [x, y] = [
      [3, 1, 4, 1.5, 9],
      [2, 6, 5, 3.5, 8, 7],
    ];
    expect(mannWhitneyProbability(x ?? [], y ?? [])).toBeCloseTo(mannWhitneyProbability(y ?? [], x ?? []), 12);
  });

  it("breaks ties in the least significant way", () => {
    expect(mannWhitneyProbability([1, 1, 1], [1, 1, 1])).toBeCloseTo(1, 12);
    // One tie: U is 0 or 1 of 9, and counts as 1.
    expect(mannWhitneyProbability([1, 2, 3], [3, 4, 5])).toBeCloseTo(4 / 20, 12);
  });

  it("knows what no sample of a size can reach", () => {
    expect(leastProbability(4, 4)).toBeCloseTo(1 / 70, 12);
    expect(leastProbability(8, 8)).toBeCloseTo(1 / 12_870, 12);
  });
});

describe("asv", () => {
  it("calls worse what is above the factor and different", () => {
    expect(asvSaysWorse(from(100, 8), from(120, 8))).toBe(true);
  });

  it("does not call what is different but within the factor", () => {
    expect(asvSaysWorse(from(1000, 8), from(1050, 8))).toBe(false);
  });

  it("does not call what is above the factor but no different", () => {
    expect(asvSaysWorse([1, 1, 1, 1, 1, 9, 9, 9], [1, 1, 1, 2, 2, 9, 9, 9])).toBe(false);
  });

  it("has no answer where no samples could reach its probability", () => {
    expect(asvSaysWorse(from(1, 4), from(10, 4))).toBeNull();
  });
});
