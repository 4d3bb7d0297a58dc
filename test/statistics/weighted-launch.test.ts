import { describe, expect, it } from "vitest";
import { StatisticsError, weightedLaunch } from "../../src/statistics/index.ts";

const launch = {
  instances: [
    {
      couple: 3,
      pairs: [
        { baseNs: [1, 10], headNs: [2, 20, 200] },
        { baseNs: [3, 30], headNs: [4, 40, 400] },
      ],
    },
  ],
};

describe("weighted launch", () => {
  it("sums each pass with the counts of its side", () => {
    expect(weightedLaunch(launch, { base: [2, 1], head: [1, 1, 3] })).toEqual({
      instances: [
        {
          couple: 3,
          pairs: [
            { base: 12, head: 622 },
            { base: 36, head: 1244 },
          ],
        },
      ],
    });
  });

  it("leaves out the calls of weight zero", () => {
    expect(weightedLaunch(launch, { base: [0, 1], head: [0, 1, 0] }).instances[0]?.pairs[0]).toEqual({
      base: 10,
      head: 20,
    });
  });

  it("refuses a pass that does not fit the plan, or lacks a side", () => {
    expect(() => weightedLaunch(launch, { base: [2], head: [1, 1, 3] })).toThrow(StatisticsError);
    expect(() => weightedLaunch(launch, { base: [2, 1], head: [1, 1] })).toThrow("A pass of head has 3 durations");
    const oneSided = { instances: [{ couple: 0, pairs: [{ baseNs: null, headNs: [1] }] }] };
    expect(() => weightedLaunch(oneSided, { base: [1], head: [1] })).toThrow("A pass of base has 0 durations");
  });
});
