import { describe, expect, it } from "vitest";
import { headLatency } from "../../src/statistics/index.ts";

const launch = (...instances: number[][]) => ({
  instances: instances.map((heads, position) => ({
    couple: position >> 1,
    createdFirst: "base" as const,
    warmedFirst: "base" as const,
    pairs: heads.map((ns) => ({ baseNs: null, headNs: [ns, 10 * ns] })),
  })),
});

describe("head's latency in a launch", () => {
  it("is the weighted sum of its calls, its own stalls left out of the mean alone", () => {
    const steady = Array.from({ length: 18 }, () => 100);
    const { meanNs, p95Ns } = headLatency(launch([...steady, 100, 900]), [1, 2]);
    expect(meanNs).toBe(2100);
    expect(p95Ns).toBe(900 * 21);
  });

  it("has the slowest pass as its 95th percentile where there are fewer than 19", () => {
    const twelve = Array.from({ length: 12 }, (_, index) => 100 + index);
    expect(headLatency(launch(twelve.slice(0, 6), twelve.slice(6)), [1, 0]).p95Ns).toBe(111);
    const twenty = Array.from({ length: 39 }, (_, index) => 101 + index);
    expect(headLatency(launch(twenty), [1, 0]).p95Ns).toBe(138);
  });
});
