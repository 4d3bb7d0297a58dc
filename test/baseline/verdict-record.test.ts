import { expect, test } from "vitest";
import { recordOfVerdict } from "../../src/baseline/index.ts";
import { formatRecord } from "../../src/baseline/read-records.ts";
import { sampleCell, sampleVerdict } from "../fixtures/verdict.ts";
import { effectOnGate, everyOutcome } from "../report/every-outcome.ts";

const facts = { kind: "merge", recordedAt: "2026-11-25T19:02:02.123Z", tag: null, run: null, bundle: null } as const;
const commit = "9e107d9d372bb6826bd81d3542a419d600000000";

test("every outcome gives a record that can be read again", () => {
  const cells = everyOutcome.map((outcome, index) =>
    sampleCell({ id: `cell ${index}`, outcome, effectOnGate: effectOnGate(outcome) }),
  );
  const record = recordOfVerdict(sampleVerdict({ cells }), commit, { ...facts, acceptances: [] });
  expect(JSON.parse(formatRecord(record))).toEqual(record);
  expect(record.cells.map(({ state }) => state)).toEqual(everyOutcome.map(({ state }) => state));
});

test("a measured cell keeps its effect and head's figures, another neither", () => {
  const cells = [sampleCell(), sampleCell({ id: "gone", outcome: { state: "removed" } })];
  const record = recordOfVerdict(sampleVerdict({ cells }), commit, { ...facts, acceptances: [] });
  expect(record).toMatchObject({ base: "1f3870be274f6c49b3e31a0c6728957f00000000", conclusion: "regression" });
  expect(record.cells[0]).toMatchObject({
    decision: "regression",
    effect: { ratio: 0.347 },
    headMsPerRun: 16.3,
    headUsdPerMillionItems: 0.1489,
    processor: "AMD EPYC 7763 64-Core Processor",
  });
  expect(record.cells[1]).toMatchObject({ decision: null, effect: null, headMsPerRun: null, processor: null });
});
