import { describe, expect, it } from "vitest";
import { blockBootstrap, blockLength } from "../../../bench/verdict/published/block-bootstrap.ts";
import { clopperPearson } from "../../../bench/verdict/published/clopper-pearson.ts";
import { meanWithBounds } from "../../../bench/verdict/published/mean-with-bounds.ts";
import { countedShare, replayedShare } from "../../../bench/verdict/published/share.ts";
import { gaussian, seededRandom } from "../../statistics/simulated-launches.ts";

const hitsOf = (hits: number, trials: number) => Array.from({ length: trials }, (_, index) => index < hits);
const parts = (values: readonly number[]) => values.map((sum) => ({ sum, weight: 1 }));

describe("Clopper and Pearson's bounds", () => {
  it("are those of the published table for 10 of 100 and 5 of 20", () => {
    expect(clopperPearson(10, 100).lower).toBeCloseTo(0.049, 4);
    expect(clopperPearson(10, 100).upper).toBeCloseTo(0.1762, 4);
    expect(clopperPearson(5, 20).lower).toBeCloseTo(0.0866, 4);
    expect(clopperPearson(5, 20).upper).toBeCloseTo(0.491, 3);
  });
  it("end where all or none is as likely as the tail: 1 - 0.025^(1/n)", () => {
    expect(clopperPearson(0, 400)).toEqual({ lower: 0, upper: expect.closeTo(1 - 0.025 ** (1 / 400), 9) });
    expect(clopperPearson(60, 60)).toEqual({ lower: expect.closeTo(0.025 ** (1 / 60), 9), upper: 1 });
  });
});

describe("the moving block bootstrap", () => {
  const random = seededRandom(7);
  const independent = Array.from({ length: 400 }, () => gaussian(random));

  it("takes blocks of the cube root", () => {
    expect([1, 8, 27, 28, 400].map(blockLength)).toEqual([1, 2, 3, 4, 8]);
  });
  it("gives the usual standard error where values are independent", () => {
    expect(blockBootstrap(parts(independent)).error).toBeCloseTo(1 / Math.sqrt(400), 1.9);
  });
  it("gives a larger one where neighbours are alike: for runs of ten about sqrt(10) times with blocks as long", () => {
    const alike = independent.slice(0, 40).flatMap((value) => Array.from({ length: 10 }, () => value));
    const byOnes = blockBootstrap(parts(alike), 1).error;
    const byTens = blockBootstrap(parts(alike), 30).error;
    expect(byTens / byOnes).toBeGreaterThan(2);
  });
  it("weighs parts by what they hold", () => {
    const weighed = [
      { sum: 30, weight: 3 },
      { sum: 10, weight: 1 },
      { sum: 20, weight: 2 },
    ];
    expect(blockBootstrap(weighed)).toEqual({ lower: 10, upper: 10, error: 0 });
  });
  it("gives the same for the same values", () => {
    expect(blockBootstrap(parts(independent))).toEqual(blockBootstrap(parts(independent)));
  });
});

describe("a counted share", () => {
  it("has exact bounds where nothing was hit and resampling sees no scatter", () => {
    expect(countedShare(hitsOf(0, 400))).toMatchObject({
      hits: 0,
      trials: 400,
      share: 0,
      lower: 0,
      bounds: "Clopper-Pearson",
    });
  });
  it("has the bounds of the bootstrap where hits come in runs", () => {
    const share = countedShare(hitsOf(100, 200));
    expect(share).toMatchObject({ share: 0.5, bounds: "block bootstrap" });
    const exact = clopperPearson(100, 200);
    expect((share?.upper ?? 0) - (share?.lower ?? 0)).toBeGreaterThan(exact.upper - exact.lower);
  });
  it("is nothing without a trial", () => {
    expect(countedShare([])).toBeNull();
  });
});

describe("a replayed share", () => {
  it("counts only replays that share no launch: 0 of 1,000 starts of 10 launches is as good as 0 of 100", () => {
    expect(replayedShare(hitsOf(0, 1000), 10, 40)?.upper).toBeCloseTo(clopperPearson(0, 100).upper, 12);
  });
});

describe("a mean of seconds", () => {
  it("has Student's bounds where values do not depend on each other: 3 ± t(0.975, 4) * sqrt(0.5) for 1 to 5", () => {
    const mean = meanWithBounds([3, 1, 5, 2, 4]);
    expect(mean).toMatchObject({ count: 5, mean: 3, bounds: "Student" });
    expect(mean?.upper).toBeCloseTo(3 + 2.776445 * Math.sqrt(0.5), 5);
  });
  it("is nothing below two values", () => {
    expect(meanWithBounds([1])).toBeNull();
  });
});
