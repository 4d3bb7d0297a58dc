import { describe, expect, it } from "vitest";
import { blockBootstrap } from "../../../bench/verdict/published/block-bootstrap.ts";
import { clopperPearson } from "../../../bench/verdict/published/clopper-pearson.ts";
import { meanWithBounds } from "../../../bench/verdict/published/mean-with-bounds.ts";
import { countedShare, dependentShare, replayedShare } from "../../../bench/verdict/published/share.ts";
import { timeBlocks, wholeBlocks } from "../../../bench/verdict/published/time-blocks.ts";
import { gaussian, seededRandom } from "../../statistics/simulated-launches.ts";
import { sampleRecord } from "../sample-record.ts";

/** Trials of which the first `hits` are hit, `perBlock` in each block. */
const trialsOf = (hits: number, trials: number, perBlock = 1) =>
  Array.from({ length: trials }, (_, index) => ({ hit: index < hits, block: Math.floor(index / perBlock) }));
const isHit = ({ hit }: { readonly hit: boolean }) => hit;
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

describe("blocks of minutes", () => {
  const at = (seconds: number, neighbour: "quiet" | "busy" = "quiet") =>
    sampleRecord({ startedAt: new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString(), seconds: 10, neighbour });
  const blocks = (records: readonly ReturnType<typeof at>[]) => records.map(timeBlocks(records));

  it("go on while one verdict follows the other, and begin anew after a pause of more than 30 s", () => {
    expect(blocks([at(0), at(10), at(50), at(91)])).toEqual([0, 0, 0, 1]);
  });
  it("begin anew with another neighbour, and are numbered for each", () => {
    expect(blocks([at(0), at(11, "busy"), at(22, "busy"), at(33), at(44, "busy")])).toEqual([0, 0, 0, 1, 1]);
  });
  it("refuse a verdict that they were not made of", () => {
    expect(() => timeBlocks([at(0)])(at(0))).toThrow(RangeError);
  });
  it("are added up whole and in time order", () => {
    const mixed = [
      { sum: 1, weight: 1, block: 1 },
      { sum: 5, weight: 2, block: 0 },
      { sum: 3, weight: 4, block: 1 },
    ];
    expect(wholeBlocks(mixed)).toEqual([
      { sum: 5, weight: 2 },
      { sum: 4, weight: 5 },
    ]);
  });
});

describe("the bootstrap of blocks", () => {
  const random = seededRandom(7);
  const independent = Array.from({ length: 400 }, () => gaussian(random));

  it("gives the usual standard error where values are independent", () => {
    expect(blockBootstrap(parts(independent)).error).toBeCloseTo(1 / Math.sqrt(400), 1.9);
  });
  it("gives a larger one where the values of a block are alike: for tens about sqrt(10) times", () => {
    const alike = independent.slice(0, 40).flatMap((value) => Array.from({ length: 10 }, () => value));
    const byOnes = blockBootstrap(parts(alike)).error;
    const byTens = blockBootstrap(
      wholeBlocks(alike.map((sum, index) => ({ sum, weight: 1, block: Math.floor(index / 10) }))),
    ).error;
    expect(byTens / byOnes).toBeCloseTo(Math.sqrt(10), 0);
  });
  it("gives a larger one for runs of several where one goes on into the next", () => {
    const alike = independent.slice(0, 40).flatMap((value) => Array.from({ length: 10 }, () => value));
    expect(blockBootstrap(parts(alike), 30).error / blockBootstrap(parts(alike)).error).toBeGreaterThan(2);
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
  it("has exact bounds alone where nothing or everything was hit, and says so", () => {
    expect(countedShare(trialsOf(0, 400), isHit)).toMatchObject({
      hits: 0,
      trials: 400,
      effective: 400,
      share: 0,
      lower: 0,
      bounds: "exact alone",
    });
    expect(countedShare(trialsOf(400, 400), isHit)?.bounds).toBe("exact alone");
  });
  it("has exact bounds alone where all was measured in one block", () => {
    const share = countedShare(trialsOf(100, 200, 200), isHit);
    expect(share).toMatchObject({ share: 0.5, ...clopperPearson(100, 200), bounds: "exact alone" });
  });
  it("has wider ones where hits come in whole blocks", () => {
    const share = countedShare(trialsOf(100, 200, 25), isHit);
    const exact = clopperPearson(100, 200);
    expect(share).toMatchObject({ share: 0.5, bounds: "exact and resampled" });
    expect(share?.lower).toBeLessThan(exact.lower - 0.05);
    expect(share?.upper).toBeGreaterThan(exact.upper + 0.05);
  });
  it("has the wider end of both methods on each side", () => {
    // Eight of 400, all in one of eight blocks: resampling reaches to none below, and above to thrice as many.
    const share = countedShare(trialsOf(8, 400, 50), isHit);
    const exact = clopperPearson(8, 400);
    expect(share?.lower).toBe(0);
    expect(share?.upper).toBeGreaterThan(exact.upper);
    // One of each block hit: resampling sees no scatter, and the exact ends stay.
    const even = trialsOf(0, 400, 50).map((trial, index) => ({ ...trial, hit: index % 50 === 0 }));
    expect(countedShare(even, isHit)).toMatchObject(exact);
  });
  it("is nothing without a trial", () => {
    expect(countedShare([], isHit)).toBeNull();
  });
});

describe("a replayed share", () => {
  const replays = (hits: number, trials: number) =>
    trialsOf(hits, trials, 50).map((trial) => ({ ...trial, launches: 10, spannedBlocks: 2 }));

  it("counts only replays that share no launch: 0 of 1,000 starts of 10 launches is as good as 0 of 100", () => {
    const share = replayedShare(replays(0, 1000), isHit);
    expect(share).toMatchObject({ hits: 0, trials: 1000, effective: 100 });
    expect(share?.upper).toBeCloseTo(clopperPearson(0, 100).upper, 12);
  });
  it("is nothing without a replay", () => {
    expect(replayedShare(replays(0, 0), isHit)).toBeNull();
  });
  it("has exact bounds alone where a trial reaches across all blocks", () => {
    const share = dependentShare(trialsOf(5, 10), isHit, { effective: 1, spannedBlocks: 10 });
    expect(share).toMatchObject({ effective: 1, bounds: "exact alone" });
  });
});

describe("a mean of seconds", () => {
  const verdicts = (seconds: readonly number[], perBlock: number) =>
    seconds.map((value, index) => ({ seconds: value, block: Math.floor(index / perBlock) }));

  it("has Student's bounds where one block has all: 3 ± t(0.975, 4) * sqrt(0.5) for 1 to 5", () => {
    const mean = meanWithBounds(verdicts([3, 1, 5, 2, 4], 5));
    expect(mean).toMatchObject({ count: 5, mean: 3, bounds: "Student alone" });
    expect(mean?.upper).toBeCloseTo(3 + 2.776445 * Math.sqrt(0.5), 5);
  });
  it("has wider ones where the verdicts of a block are alike", () => {
    const alike = [1, 1, 1, 1, 1, 1, 1, 1, 9, 9, 9, 9, 9, 9, 9, 9];
    const [alone, resampled] = [meanWithBounds(verdicts(alike, 16)), meanWithBounds(verdicts(alike, 4))];
    expect(resampled?.bounds).toBe("Student and resampled");
    expect(resampled?.upper).toBeGreaterThan(alone?.upper ?? Number.NaN);
  });
  it("is nothing below two values", () => {
    expect(meanWithBounds(verdicts([1], 1))).toBeNull();
  });
});
