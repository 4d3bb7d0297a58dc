import { expect, test } from "vitest";
import {
  type BaselineRecord,
  lastRelease,
  mayBeOf,
  mergesSince,
  nightsAgainst,
  recordOf,
  type StoredRecord,
} from "../../src/baseline/index.ts";
import { nameRecord } from "../../src/baseline/record-path.ts";
import { commitOf, sampleRecord } from "./sample-record.ts";

/** Records of a history, a minute apart. */
function recorded(...history: Partial<BaselineRecord>[]): StoredRecord[] {
  return history.map((parts, minute) => {
    const recordedAt = new Date(Date.UTC(2026, 10, 1, 0, minute)).toISOString();
    const record = sampleRecord({ recordedAt, ...parts });
    return { path: nameRecord(record).path, record };
  });
}
const [a, b, c, d] = [commitOf(1), commitOf(2), commitOf(3), commitOf(4)];

test("of several records of a commit the newest counts, of a kind if one is named", () => {
  const records = recorded({ commit: a }, { commit: a, kind: "night" }, { commit: b });
  expect(recordOf(records, a)).toBe(records[1]);
  expect(recordOf(records, a, "merge")).toBe(records[0]);
  expect(recordOf(records, b, "release")).toBeNull();
  expect(recordOf(records, c)).toBeNull();
});

test("the last release is the one recorded last", () => {
  const records = recorded({ kind: "release", tag: "v1" }, { kind: "release", tag: "v2" }, { commit: b });
  expect(lastRelease(records)?.record.tag).toBe("v2");
  expect(lastRelease(recorded({ commit: a }))).toBeNull();
});

test("nights are those against the anchor, merges and other anchors' nights are not", () => {
  const records = recorded(
    { kind: "night", base: b, commit: c },
    { kind: "merge", base: a, commit: c },
    { kind: "night", base: a, commit: c },
    { kind: "night", base: a, commit: d },
  );
  expect(nightsAgainst(records, a)).toEqual([records[2], records[3]]);
});

test("merges since a commit leave out what it stands on, though that was recorded later", () => {
  const records = recorded(
    { commit: b, base: a },
    { commit: a, base: null },
    { commit: c, base: b },
    { commit: c, base: a, kind: "night" },
    { commit: d, base: c },
  );
  expect(mergesSince(records, b)).toEqual([records[2], records[4]]);
  expect(mergesSince(records, d)).toEqual([]);
  expect(mergesSince(records, commitOf(9))).toBeNull();
});

test("a circle in the records ends the search", () => {
  const records = recorded({ commit: a, base: b }, { commit: b, base: a });
  expect(mergesSince(records, a)).toEqual([]);
});

test("a name may be a commit's own or not, before anything is read", () => {
  const name = nameRecord(sampleRecord({ commit: a }));
  expect(mayBeOf(a)(name)).toBe(true);
  expect(mayBeOf(b)(name)).toBe(false);
});
