import { describe, expect, it } from "vitest";
import { biasFigures } from "../../../bench/verdict/published/bias.ts";
import { quietNoise, simulatedRecords } from "./simulated-records.ts";

describe("the bias of identical pairs", () => {
  it("is found with what being created and warmed up first costs, in percent", () => {
    const noise = { ...quietNoise, bias: 0.003, createdFirst: 0.02, warmedFirst: 0.004 };
    const [bias] = biasFigures(simulatedRecords([{ verdicts: 100 }], { noise }));
    expect(bias).toMatchObject({
      graph: "1 ms",
      variant: "identical",
      neighbour: "quiet",
      verdicts: 100,
      launches: 600,
    });
    // Launches scatter by 0.4%: the standard error of 600 is 0.016%.
    expect(bias?.bias.mean).toBeGreaterThan(0.3 - 0.06);
    expect(bias?.bias.mean).toBeLessThan(0.3 + 0.06);
    expect(bias?.bias.error).toBeGreaterThan(0.01);
    expect(bias?.bias.error).toBeLessThan(0.025);
    expect(bias?.createdFirst?.mean).toBeCloseTo(2, 1.5);
    expect(bias?.warmedFirst?.mean).toBeCloseTo(0.4, 1.5);
  });
  it("is exact where nothing scatters: a first that costs 1% of log is +1 whichever side it is", () => {
    const noise = { betweenLaunches: 0, withinLaunch: 0, createdFirst: 0, warmedFirst: 0, bias: 0.01 };
    const records = simulatedRecords([{ verdicts: 4 }], { noise }).map((record) => ({
      ...record,
      launches: record.launches.map((launch) => ({
        ...launch,
        logRatio: 0.01,
        instances: launch.instances.map((instance) => ({
          ...instance,
          logRatio: instance.createdFirst === "head" ? 0.01 : -0.01,
        })),
      })),
    }));
    expect(biasFigures(records)[0]).toMatchObject({
      bias: { mean: expect.closeTo(1, 12) },
      createdFirst: { mean: expect.closeTo(1, 12) },
      warmedFirst: { mean: expect.closeTo(0, 12) },
    });
  });
  it("has the error of verdicts where one block has all, and a larger one where verdicts of a block are alike", () => {
    const at = (bias: number, minutes: number) =>
      simulatedRecords([{ verdicts: 4 }], { noise: { ...quietNoise, bias }, minutesApart: 0.2, seed: 1 + minutes }).map(
        (record, index) => ({
          ...record,
          startedAt: new Date(Date.UTC(2026, 0, 1) + (minutes * 60 + index * 12) * 1000).toISOString(),
        }),
      );
    const calm = biasFigures(at(0, 0))[0]?.bias.error ?? Number.NaN;
    // Launches scatter by 0.4%, and a verdict has six: four verdicts have an error of about 0.08%.
    expect(calm).toBeGreaterThan(0.02);
    expect(calm).toBeLessThan(0.16);
    const blocks = [-0.01, 0.01, -0.01, 0.01].flatMap((bias, index) => at(bias, 10 * index));
    // Sixteen verdicts of which each is 1% off: were they independent, 0.25%; they are four blocks, so about 0.5%.
    expect(biasFigures(blocks)[0]?.bias.error).toBeGreaterThan(0.35);
  });
  it("has a row for each variant, neighbour and number of threads, and none for slowed pairs", () => {
    const records = simulatedRecords([
      { verdicts: 3 },
      { verdicts: 3, variant: "renamed" },
      { verdicts: 3, neighbour: "busy" },
      { verdicts: 3, threads: 2 },
      { verdicts: 3, addedPercent: 5 },
    ]);
    expect(biasFigures(records)).toHaveLength(4);
  });
  it("is left out where one verdict alone cannot tell its error", () => {
    expect(biasFigures(simulatedRecords([{ verdicts: 1 }]))).toEqual([]);
  });
});
