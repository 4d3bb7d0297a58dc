import fc from "fast-check";
import { expect, test } from "vitest";
import { prunableRecords } from "../../src/baseline/index.ts";
import { nameRecord } from "../../src/baseline/record-path.ts";
import { commitOf, sampleRecord } from "./sample-record.ts";

const now = new Date("2026-11-25T12:00:00Z");
type Kind = "merge" | "night" | "release";

const nameOf = (kind: Kind, daysAgo: number) =>
  nameRecord(
    sampleRecord({
      kind,
      recordedAt: new Date(now.getTime() - daysAgo * 86_400_000).toISOString(),
      commit: commitOf(Math.round(daysAgo * 10) + 1_000),
    }),
  );

test("releases stay, and the newest of each kind, and what is young", () => {
  const names = [
    nameOf("release", 900),
    nameOf("merge", 40),
    nameOf("merge", 30),
    nameOf("merge", 20),
    nameOf("night", 50),
    nameOf("night", 9),
    nameOf("merge", -1),
  ];
  const goes = prunableRecords(names, { newest: 2, days: 25 }, now);
  expect(goes).toEqual([nameOf("merge", 40), nameOf("merge", 30)]);
});

test("a record of exactly the days stays, one of a moment more goes", () => {
  const keep = { newest: 0, days: 10 };
  expect(prunableRecords([nameOf("merge", 10), nameOf("merge", 10.001)], keep, now)).toEqual([nameOf("merge", 10.001)]);
});

test("nothing is kept twice and nothing lost: what goes is older than all that stays of its kind", () => {
  const name = fc
    .tuple(fc.constantFrom<Kind>("merge", "night", "release"), fc.integer({ min: -5, max: 400 }))
    .map(([kind, daysAgo]) => nameOf(kind, daysAgo));
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { selector: ({ path }) => path }),
      fc.nat(5),
      fc.nat(300),
      (names, newest, days) => {
        const goes = prunableRecords(names, { newest, days }, now);
        expect(goes.every(({ kind }) => kind !== "release")).toBe(true);
        for (const kind of ["merge", "night"] as const) {
          const stays = names.filter((one) => one.kind === kind && !goes.includes(one));
          const gone = goes.filter((one) => one.kind === kind);
          expect(stays.length).toBeGreaterThanOrEqual(Math.min(newest, stays.length + gone.length));
          for (const { recordedAt } of gone) {
            expect(stays.every((one) => one.recordedAt >= recordedAt)).toBe(true);
            expect(now.getTime() - Date.parse(recordedAt)).toBeGreaterThan(days * 86_400_000);
          }
        }
      },
    ),
  );
});
