import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CalibrationLaunch } from "../../../bench/verdict/calibration.ts";
import { names } from "../../../bench/verdict/proof-names.ts";
import { calibrationFigures } from "../../../bench/verdict/published/calibration-figures.ts";
import { PublicationError } from "../../../bench/verdict/published/comparable-records.ts";
import { calibrationInFolder } from "../../../bench/verdict/published/read-calibration.ts";

const launch = (overrides: Partial<CalibrationLaunch> = {}): CalibrationLaunch => ({
  graph: "1 ms",
  nominalPercent: 2,
  columns: 60,
  startedAt: "2026-01-02T03:04:05Z",
  logRatio: Math.log1p(0.0205),
  totalLogRatio: Math.log1p(0.0205),
  plainTotalLogRatio: Math.log1p(0.022),
  ...overrides,
});
const launches = (count: number, overrides: Partial<CalibrationLaunch> = {}) =>
  Array.from({ length: count }, () => launch(overrides));

describe("the published calibration", () => {
  it("has what was measured of each slowed graph, by Pacegate's estimate and by plain sums", () => {
    const figures = calibrationFigures([...launches(8, { graph: "10 ms" }), ...launches(8)]);
    expect(figures.map(({ graph }) => graph)).toEqual(["1 ms", "10 ms"]);
    expect(figures[0]).toEqual({
      graph: "1 ms",
      nominalPercent: 2,
      columns: 60,
      launches: 8,
      percent: { mean: expect.closeTo(2.05, 9), error: expect.closeTo(0, 9) },
      totalPercent: { mean: expect.closeTo(2.05, 9), error: expect.closeTo(0, 9) },
      plainTotalPercent: { mean: expect.closeTo(2.2, 9), error: expect.closeTo(0, 9) },
      reached: true,
    });
  });
  it("has only the columns that were settled on", () => {
    const first = launches(8, { columns: 90, logRatio: Math.log1p(0.03) });
    const [figures] = calibrationFigures([...first, ...launches(8)]);
    expect(figures).toMatchObject({ columns: 60, launches: 8 });
  });
  it("leaves out what is not done", () => {
    expect(calibrationFigures(launches(7))).toEqual([]);
  });
});

describe("the calibration of a folder", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "pacegate-calibration-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is read up to the line that is being written", () => {
    writeFileSync(join(folder, names.calibration), `${JSON.stringify(launch())}\n{"graph":"1 m`);
    expect(calibrationInFolder(folder)).toEqual([launch()]);
  });
  it("is not known where there is none", () => {
    expect(calibrationInFolder(folder)).toBeNull();
  });
  it("is refused where a line is damaged", () => {
    writeFileSync(join(folder, names.calibration), `${JSON.stringify({ ...launch(), columns: -1 })}\n`);
    expect(() => calibrationInFolder(folder)).toThrow(PublicationError);
    writeFileSync(join(folder, names.calibration), "no JSON\n");
    expect(() => calibrationInFolder(folder)).toThrow("line 1");
  });
});
