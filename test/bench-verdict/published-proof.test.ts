import { appendFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { names } from "../../bench/verdict/proof-names.ts";
import { ProofState } from "../../bench/verdict/proof-state.ts";
import { recordsInFile } from "../../bench/verdict/published/read-records.ts";
import { packProof, unpackProof } from "../../bench/verdict/published-proof.ts";
import { smoke } from "../../bench/verdict/smoke.ts";
import { sampleRecord } from "./sample-record.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pacegate-published-proof-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const calibrated = {
  graph: "1 ms" as const,
  nominalPercent: 2,
  columns: 60,
  startedAt: "2026-01-02T03:04:05Z",
  logRatio: 0.02,
  totalLogRatio: 0.02,
  plainTotalLogRatio: 0.03,
};

function measured(): ProofState {
  const state = new ProofState(join(folder, "state"));
  state.addRecord(sampleRecord());
  state.addRecord(sampleRecord({ seconds: 13 }));
  state.addCalibrationLaunch(calibrated);
  state.writeGraphs(smoke.sizes);
  return state;
}

describe("a published proof", () => {
  it("goes on elsewhere with all that was measured", () => {
    const state = measured();
    packProof(state.folder, join(folder, "published"));
    unpackProof(join(folder, "published"), join(folder, "again"));
    const again = new ProofState(join(folder, "again"));
    expect(again.records).toEqual(state.records);
    expect(again.calibrationLaunches).toEqual(state.calibrationLaunches);
    expect(again.readGraphs()).toEqual(smoke.sizes);
  });

  it("holds no line that was still being written", () => {
    const state = measured();
    appendFileSync(join(state.folder, names.records), '{"schema":"pacegate/verd');
    packProof(state.folder, join(folder, "published"));
    expect(recordsInFile(join(folder, "published", `${names.records}.gz`))).toEqual(state.records);
  });

  it("is not put over what was measured since", () => {
    const state = measured();
    packProof(state.folder, join(folder, "published"));
    state.addRecord(sampleRecord({ seconds: 14 }));
    expect(() => unpackProof(join(folder, "published"), state.folder)).toThrow("has a proof already");
    expect(new ProofState(state.folder).records).toHaveLength(3);
    const calibrating = new ProofState(join(folder, "calibrating"));
    calibrating.addCalibrationLaunch(calibrated);
    expect(() => unpackProof(join(folder, "published"), calibrating.folder)).toThrow("has a proof already");
    expect(new ProofState(calibrating.folder).calibrationLaunches).toHaveLength(1);
  });

  it("must be there", () => {
    expect(() => unpackProof(join(folder, "nowhere"), join(folder, "again"))).toThrow("no published proof");
    expect(existsSync(join(folder, "again"))).toBe(false);
  });
});
