import fc from "fast-check";
import { expect, test } from "vitest";
import { nameRecord, parseRecordPath, recordNamesAmong } from "../../src/baseline/record-path.ts";
import { commitOf, sampleRecord } from "./sample-record.ts";

test("a record's path says when, what, of which commit and from where", () => {
  const record = sampleRecord({ commit: "0123456789abcdef0123456789abcdef01234567" });
  expect(nameRecord(record).path).toBe("records/2026/11/20261125T190202123Z-merge-0123456789ab-4711-1.json");
  expect(nameRecord({ ...record, run: null, kind: "night" }, 3).path).toBe(
    "records/2026/11/20261125T190202123Z-night-0123456789ab-local-copy3.json",
  );
});

test("what a record's path says is what is read from it", () => {
  const time = fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
  const positive = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(
      fc.record({
        kind: fc.constantFrom("merge" as const, "night" as const, "release" as const),
        recordedAt: time.map((date) => date.toISOString()),
        commit: fc.stringMatching(/^[0-9a-f]{40}$/),
        run: fc.option(fc.record({ id: positive, attempt: positive, url: fc.string() })),
      }),
      fc.integer({ min: 1, max: 99 }),
      (parts, copy) => {
        const name = nameRecord(sampleRecord(parts), copy);
        expect(parseRecordPath(name.path)).toEqual(name);
        expect(name.recordedAt).toBe(parts.recordedAt);
      },
    ),
  );
});

test("a path with a piece changed is another record's or none's", () => {
  const { path } = nameRecord(sampleRecord());
  fc.assert(
    fc.property(fc.nat(path.length), fc.nat(3), fc.string({ maxLength: 3 }), (at, length, inserted) => {
      const changed = path.slice(0, at) + inserted + path.slice(at + length);
      const name = parseRecordPath(changed);
      expect(name === null || name.path === changed).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  "records/2026/12/20261125T190202123Z-merge-0123456789ab-1-1.json",
  "records/2026/02/20260231T190202123Z-merge-0123456789ab-1-1.json",
  "records/2026/11/20261125T190202123Z-merge-0123456789ab-01-1.json",
  "records/2026/11/20261125T190202123Z-merge-0123456789ab-99999999999999999999-1.json",
  "records/2026/11/20261125T190202123Z-merge-0123456789ab-1-1-copy1.json",
  "records/2026/11/20261125T190202123Z-gate-0123456789ab-1-1.json",
  "records/2026/11/../11/20261125T190202123Z-merge-0123456789ab-1-1.json",
  "/records/2026/11/20261125T190202123Z-merge-0123456789ab-1-1.json",
  "records/2026/11/20261125T190202123Z-merge-0123456789ab-1-1.json\n",
])("%s is no record", (path) => {
  expect(parseRecordPath(path)).toBeNull();
});

test("names among other paths come oldest first", () => {
  const names = [3, 1, 2].map((day) =>
    nameRecord(sampleRecord({ recordedAt: `2026-11-0${day}T00:00:00Z`, commit: commitOf(day) })),
  );
  const paths = ["README.md", ...names.map(({ path }) => path), "records/x.json"];
  expect(recordNamesAmong(paths).map(({ recordedAt }) => recordedAt.slice(0, 10))).toEqual([
    "2026-11-01",
    "2026-11-02",
    "2026-11-03",
  ]);
});
