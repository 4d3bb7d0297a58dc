import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanPairs, type LaunchSums, launchEffect, NoiseError, StatisticsError } from "../../src/statistics/index.ts";
import { recordedLaunches } from "./recorded-launches.ts";
import { evenly, gaussian, seededRandom, simulatedLaunch } from "./simulated-launches.ts";

const launches = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 31 }), evenly(-1, 1))
  .map(([seed, logRatio]) => simulatedLaunch(logRatio, seededRandom(seed), { instances: 4, pairs: 8 }));

function mapPairs(
  launch: LaunchSums,
  change: (pair: { base: number; head: number }) => { base: number; head: number },
) {
  return { instances: launch.instances.map(({ couple, pairs }) => ({ couple, pairs: pairs.map(change) })) };
}

function constantLaunch(coupleRatios: readonly (readonly number[])[]): LaunchSums {
  return {
    instances: coupleRatios.flatMap((ratios, couple) =>
      ratios.map((ratio) => ({ couple, pairs: Array.from({ length: 4 }, () => ({ base: 100, head: 100 * ratio })) })),
    ),
  };
}

describe("the effect of a launch", () => {
  it("does not change when both sides are scaled", () => {
    fc.assert(
      fc.property(launches, evenly(1e-3, 1e3), (launch, factor) => {
        const scaled = mapPairs(launch, ({ base, head }) => ({ base: base * factor, head: head * factor }));
        expect(launchEffect(scaled).logRatio).toBeCloseTo(launchEffect(launch).logRatio, 10);
      }),
    );
  });

  it("is negated when base and head are swapped", () => {
    fc.assert(
      fc.property(launches, (launch) => {
        const effect = launchEffect(launch);
        const swapped = launchEffect(mapPairs(launch, ({ base, head }) => ({ base: head, head: base })));
        expect(swapped.logRatio).toBeCloseTo(-effect.logRatio, 12);
        expect(swapped.droppedBase).toBe(effect.droppedHead);
        expect(swapped.droppedHead).toBe(effect.droppedBase);
      }),
    );
  });

  it("is exact where head is a constant multiple of base", () => {
    fc.assert(
      fc.property(launches, evenly(0.1, 10), (launch, ratio) => {
        const multiple = mapPairs(launch, ({ base }) => ({ base, head: base * ratio }));
        expect(launchEffect(multiple).logRatio).toBeCloseTo(Math.log(ratio), 10);
      }),
    );
  });

  it.each([1.6, 2, 5, 50])("keeps the calls of a head that is %s times slower", (ratio) => {
    const random = seededRandom(7);
    const launch: LaunchSums = {
      instances: [0, 1].map(() => ({
        couple: 0,
        pairs: Array.from({ length: 30 }, () => ({
          base: 1000 * Math.exp(0.02 * gaussian(random)),
          head: 1000 * ratio * Math.exp(0.02 * gaussian(random)),
        })),
      })),
    };
    const effect = launchEffect(launch);
    expect(effect.droppedHead).toBe(0);
    expect(Math.exp(effect.logRatio)).toBeCloseTo(ratio, ratio < 10 ? 1 : 0);
  });

  it("drops the pairs in which a side stalled, and says whose stalls they were", () => {
    const pairs = Array.from({ length: 10 }, (_, index) => ({
      base: index === 0 ? 900 : 100,
      head: index === 1 || index === 2 ? 1e5 : 120,
    }));
    const effect = launchEffect({ instances: [{ couple: 0, pairs }] });
    expect(effect).toEqual({
      logRatio: expect.closeTo(Math.log(1.2), 12),
      pairs: 10,
      droppedBase: 0.1,
      droppedHead: 0.2,
      baseNs: 100,
      headNs: 120,
    });
    expect(cleanPairs({ couple: 0, pairs }).kept).toHaveLength(7);
  });

  it("is the mean of the log ratios without 15% at each end", () => {
    // Ten pairs: the least and the greatest ratio go, the other eight count, the lopsided ones too.
    const ratios = [0.7, 1, 1, 1, 1, 1, 1.1, 1.2, 1.3, 1.4];
    const pairs = ratios.map((ratio) => ({ base: 100, head: 100 * ratio }));
    const expected = ratios.slice(1, 9).reduce((sum, ratio) => sum + Math.log(ratio), 0) / 8;
    expect(launchEffect({ instances: [{ couple: 0, pairs }] }).logRatio).toBeCloseTo(expected, 12);
  });

  it("takes the mean of the middle two of four couples", () => {
    const launch = constantLaunch([[1.5], [1.1, 1.1], [1.2], [0.5]]);
    expect(launchEffect(launch).logRatio).toBeCloseTo((Math.log(1.1) + Math.log(1.2)) / 2, 12);
  });

  it("cancels what creation order adds, within each couple", () => {
    const launch = constantLaunch([
      [1.05 * 1.025, 1.05 / 1.025],
      [1.05 / 1.025, 1.05 * 1.025],
    ]);
    expect(launchEffect(launch).logRatio).toBeCloseTo(Math.log(1.05), 12);
  });

  it("finds nothing between identical models, and the injected work, on a real machine", () => {
    const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
    const effects = (injectedPercent: number) =>
      recordedLaunches({ injectedPercent, busyNeighbours: 0 }).map((launch) => launchEffect(launch).logRatio);
    expect(Math.abs(middle(effects(0)))).toBeLessThan(0.01);
    expect(middle(effects(5))).toBeGreaterThan(0.03);
    expect(middle(effects(5))).toBeLessThan(0.07);
  });
});

describe("unusable launches are refused", () => {
  const good = { base: 1, head: 1 };
  const refused = (launch: LaunchSums) => expect(() => launchEffect(launch));

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("a duration of %s", (bad) => {
    refused({ instances: [{ couple: 0, pairs: [good, good, { base: 1, head: bad }] }] }).toThrow(StatisticsError);
    refused({ instances: [{ couple: 0, pairs: [good, { base: bad, head: 1 }, good] }] }).toThrow(
      `A duration is ${bad}`,
    );
  });

  it("no instance", () => refused({ instances: [] }).toThrow("no instance"));

  it("two pairs", () => refused({ instances: [{ couple: 0, pairs: [good, good] }] }).toThrow("has 2 pairs"));

  it("every pair spoilt by a stall of one side or the other", () => {
    const pairs = Array.from({ length: 8 }, (_, index) =>
      index % 2 === 0 ? { base: 10, head: 1 } : { base: 1, head: 10 },
    );
    refused({ instances: [{ couple: 0, pairs }] }).toThrow(NoiseError);
  });
});
