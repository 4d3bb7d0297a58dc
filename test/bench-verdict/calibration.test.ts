import { describe, expect, it } from "vitest";
import {
  type CalibrationBounds,
  type CalibrationLaunch,
  nextCalibrationStep,
  provenBounds,
} from "../../bench/verdict/calibration.ts";
import { seededRandom } from "../../src/bench/seeded-random.ts";

/** Launches of a graph whose true slowdown is known, with the scatter of a quiet machine. */
function calibrate(
  truePercent: (columns: number) => number,
  { nominal = 2, first = 100, noise = 0.6, seed = 1, bounds = provenBounds as CalibrationBounds } = {},
) {
  const random = seededRandom(seed);
  const launches: CalibrationLaunch[] = [];
  while (true) {
    const step = nextCalibrationStep(launches, nominal, first, bounds);
    if (step.kind === "done") return { ...step.calibrated, all: launches };
    const scatter = (random() + random() + random() + random() - 2) * Math.sqrt(3) * noise;
    const logRatio = Math.log1p((truePercent(step.columns) + scatter) / 100);
    launches.push({
      graph: "1 ms",
      nominalPercent: nominal,
      columns: step.columns,
      startedAt: "2026-01-02T03:04:05Z",
      logRatio,
      totalLogRatio: logRatio / 10,
      plainTotalLogRatio: logRatio,
    });
  }
}

describe("calibrating the added work", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])("comes near whatever the pilot guessed (seed %i)", (seed) => {
    for (const [nominal, first] of [
      [1, 30],
      [2, 1000],
      [10, 700],
    ] as const) {
      const { reached, percent, columns } = calibrate((size) => size * 0.01, { nominal, first, seed });
      expect(reached).toBe(true);
      const [near, error] = [Math.max(0.15, 0.04 * nominal), Math.max(0.1, 0.025 * nominal)];
      expect(Math.abs(percent.mean - nominal)).toBeLessThanOrEqual(near);
      expect(percent.error).toBeLessThan(error);
      // What is measured is not what is true, but four standard errors hold it.
      expect(Math.abs(columns * 0.01 - nominal)).toBeLessThan(near + 4 * error);
    }
  });

  it("copes with work that grows in steps", () => {
    const steps = (columns: number) => Math.ceil(columns / 16) * 16 * 0.01 + 0.2;
    const { reached, percent } = calibrate(steps, { nominal: 3, first: 100 });
    expect(reached).toBe(true);
    expect(Math.abs(percent.mean - 3)).toBeLessThanOrEqual(0.15);
  });

  it("tells the change of the whole pass beside that of the part", () => {
    const { percent, totalPercent } = calibrate((columns) => columns * 0.01, { nominal: 10, first: 1000 });
    expect(totalPercent.mean).toBeCloseTo(percent.mean / 10, 1);
  });

  it("ends where it does not get near, with the nearest and the word that it did not", () => {
    const { reached, percent, all } = calibrate((columns) => (columns < 150 ? 1 : 4), { nominal: 2, first: 100 });
    expect(reached).toBe(false);
    expect(all.length).toBe(provenBounds.mostLaunches);
    expect(percent.mean).toBeCloseTo(1, 0);
  });

  it("ends on a machine that is too noisy to come near", () => {
    const { reached, all } = calibrate((columns) => columns * 0.01, { noise: 30 });
    expect(reached).toBe(false);
    expect(all.length).toBe(provenBounds.mostLaunches);
  });

  it("goes on where it was from the launches alone", () => {
    const { all } = calibrate((columns) => columns * 0.01);
    for (const end of [1, 5, all.length - 1]) {
      const step = nextCalibrationStep(all.slice(0, end), 2, 100);
      expect(step).toEqual({ kind: "measure", columns: all[end]?.columns });
    }
  });
});
