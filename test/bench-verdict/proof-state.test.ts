import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { names, ProofStateError } from "../../bench/verdict/proof-names.ts";
import { ProofState, thisMachine } from "../../bench/verdict/proof-state.ts";
import { smoke } from "../../bench/verdict/smoke.ts";
import { sampleRecord } from "./sample-record.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pacegate-verdict-state-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the state of a proof", () => {
  it("is read back as it was written", () => {
    const state = new ProofState(join(folder, "new"));
    expect(existsSync(join(folder, "new"))).toBe(false);
    const launch = { logRatio: 0.02, totalLogRatio: 0.02, plainTotalLogRatio: 0.03 };
    const about = { graph: "1 ms" as const, nominalPercent: 2, columns: 60, startedAt: "2026-01-02T03:04:05Z" };
    state.addRecord(sampleRecord());
    state.addRecord(sampleRecord({ decision: "error", effect: null, launches: [] }));
    state.addCalibrationLaunch({ ...about, ...launch });
    state.writeGraphs(smoke.sizes);
    const again = new ProofState(join(folder, "new"));
    expect(again.records).toEqual(state.records);
    expect(again.calibrationLaunches).toEqual(state.calibrationLaunches);
    expect(again.readGraphs()).toEqual(smoke.sizes);
  });

  it("loses a line that was cut off, and only that", () => {
    new ProofState(folder).addRecord(sampleRecord());
    appendFileSync(join(folder, names.records), JSON.stringify(sampleRecord()).slice(0, 700));
    const state = new ProofState(folder);
    expect(state.records).toHaveLength(1);
    state.addRecord(sampleRecord({ seconds: 13 }));
    expect(new ProofState(folder).records.map(({ seconds }) => seconds)).toEqual([12, 13]);
  });

  it("names a line that is damaged instead of leaving it out", () => {
    new ProofState(folder).addRecord(sampleRecord());
    const path = join(folder, names.records);
    writeFileSync(path, `${readFileSync(path, "utf8")}{"schema":"something else"}\n`);
    expect(() => new ProofState(folder)).toThrow(ProofStateError);
    expect(() => new ProofState(folder)).toThrow("Line 2");
  });

  it("refuses a record that no reader would take", () => {
    const state = new ProofState(folder);
    expect(() => state.addRecord(sampleRecord({ seconds: Number.NaN }))).toThrow();
    expect(state.records).toEqual([]);
  });

  it("refuses graphs that were sized for another machine", () => {
    const machine = { ...thisMachine(), processor: "Another CPU" };
    writeFileSync(join(folder, names.graphs), JSON.stringify({ machine, graphs: smoke.sizes }));
    expect(() => new ProofState(folder).readGraphs()).toThrow("Another CPU");
  });
});
