// What both stores promise.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BaselineError } from "../../src/baseline/index.ts";
import { commitOf, sampleRecord, sampleRecords } from "./sample-record.ts";
import { storesUnderTest } from "./store-under-test.ts";

describe.each(storesUnderTest)("$name", (under) => {
  beforeAll(() => under.start());
  afterAll(() => under.stop());

  test("where nothing was ever recorded, nothing is read and nothing removed", async () => {
    const store = (await under.place()).open();
    expect(await store.read()).toEqual({ records: [], skipped: [] });
    expect(await store.list()).toEqual([]);
    expect(await store.remove(["records/2026/11/none.json"])).toBe(0);
  });

  test("records are read oldest first by another process, whatever the order in which they were added", async () => {
    const place = await under.place();
    const [early, middle, late] = ["2026-01-31T23:59:59Z", "2026-01-31T23:59:59.5Z", "2026-02-01T00:00:00Z"].map(
      (recordedAt, index) => sampleRecord({ recordedAt, commit: commitOf(index) }),
    );
    if (!early || !middle || !late) throw new Error("no records");
    const store = place.open();
    const paths = [await store.append(late), await store.append(early), await store.append(middle)];
    const { records, skipped } = await place.open().read();
    expect(records.map(({ record }) => record)).toEqual([early, middle, late]);
    expect(records.map(({ path }) => path)).toEqual([paths[1], paths[2], paths[0]]);
    expect((await place.open().list()).map(({ path }) => path)).toEqual([paths[1], paths[2], paths[0]]);
    expect(skipped).toEqual([]);
  });

  test("the very same record is there once, another one of the same name gets a name of its own", async () => {
    const place = await under.place();
    const first = sampleRecord();
    const other = sampleRecord({ conclusion: "regression" });
    const path = await place.open().append(first);
    expect(await place.open().append(first)).toBe(path);
    const otherPath = await place.open().append(other);
    expect(otherPath).not.toBe(path);
    expect(await place.open().append(other)).toBe(otherPath);
    const { records } = await place.open().read();
    expect(records.map(({ record }) => record.conclusion).sort()).toEqual(["pass", "regression"]);
  });

  test("twenty writers at once lose nothing", async () => {
    const place = await under.place();
    const records = sampleRecords(20);
    const paths = await Promise.all(records.map((record) => place.open().append(record)));
    const read = await place.open().read();
    expect(read.records.map(({ record }) => record)).toEqual(records);
    expect(read.records.map(({ path }) => path)).toEqual(paths);
  });

  test("many writers of records with one name lose nothing", async () => {
    const place = await under.place();
    const records = Array.from({ length: 6 }, (_, index) => sampleRecord({ tag: `v${index}`, run: null }));
    const paths = await Promise.all(records.map((record) => place.open().append(record)));
    expect(new Set(paths).size).toBe(6);
    const { records: found } = await place.open().read();
    expect(new Set(found.map(({ record }) => record.tag))).toEqual(new Set(records.map(({ tag }) => tag)));
  });

  test("corrupt and foreign files are told with a reason, and kept byte for byte", async () => {
    const place = await under.place();
    const sound = sampleRecord();
    const path = await place.open().append(sound);
    const of = (number: number) => path.replace(commitOf(1).slice(0, 12), commitOf(number).slice(0, 12));
    const corrupt = {
      [of(2)]: '{"schema": "pacegate/baseline-re',
      [of(3)]: JSON.stringify({ ...sound, schema: "pacegate/baseline-record/2" }),
      [of(4)]: new Uint8Array([0x7b, 0xff, 0xfe, 0x00]),
      [of(5)]: JSON.stringify(sound),
      [of(6)]: JSON.stringify({ ...sound, conclusion: "fine" }),
      "records/notes.txt": "mine",
      "records/2026/11/20261131T190202123Z-merge-0123456789ab-1-1.json": JSON.stringify(sound),
      "elsewhere/data.bin": new Uint8Array([1, 2, 3]),
    };
    await place.put(corrupt);

    const last = sampleRecord({ commit: commitOf(7), run: null });
    await place.open().append(last);
    const removed = await place.open().append(sampleRecord({ commit: commitOf(8) }));
    expect(await place.open().remove([removed, "records/notes.txt", "elsewhere/data.bin", "../x", ""])).toBe(1);

    const { records, skipped } = await place.open().read();
    expect(records.map(({ record }) => record)).toEqual([sound, last]);
    const why = Object.fromEntries(skipped.map((file) => [file.path, file.why]));
    expect(why).toEqual({
      [of(2)]: expect.stringMatching(/not valid JSON/),
      [of(3)]: expect.stringMatching(/baseline-record\/2.*reads.*baseline-record\/1/),
      [of(4)]: expect.stringMatching(/not readable as UTF-8/),
      [of(5)]: expect.stringMatching(/does not fit/),
      [of(6)]: expect.stringMatching(/conclusion/),
      "records/notes.txt": expect.stringMatching(/name/),
      "records/2026/11/20261131T190202123Z-merge-0123456789ab-1-1.json": expect.stringMatching(/name/),
    });
    const files = await place.files();
    for (const [file, content] of Object.entries(corrupt)) {
      expect(files.get(file), file).toBe(Buffer.from(content).toString("base64"));
    }
  });

  test("only what is wanted is read", async () => {
    const place = await under.place();
    for (const record of sampleRecords(3)) await place.open().append(record);
    const release = sampleRecord({ kind: "release", tag: "v1" });
    await place.open().append(release);
    const { records } = await place.open().read(({ kind }) => kind === "release");
    expect(records.map(({ record }) => record)).toEqual([release]);
  });

  test("named records are removed, the others stay", async () => {
    const place = await under.place();
    const store = place.open();
    const paths: string[] = [];
    for (const record of sampleRecords(3)) paths.push(await store.append(record));
    const [first, second, third] = paths;
    expect(await store.remove([`${first}`, `${third}`, `${third}`])).toBe(2);
    expect(await store.remove([`${first}`])).toBe(0);
    expect((await place.open().list()).map(({ path }) => path)).toEqual([second]);
  });

  test("a page beside the records is made from all of them, the new one too", async () => {
    const place = await under.place();
    await place.put({ "trend.html": "old" });
    const page = async () => Buffer.from((await place.files()).get("trend.html") ?? "", "base64").toString();
    for (const [index, record] of sampleRecords(2).entries()) {
      await place.open().append(record, ({ records }) => {
        return new Map([["trend.html", records.map((stored) => stored.record.commit).join(" ")]]);
      });
      const commits = sampleRecords(index + 1).map(({ commit }) => commit);
      expect(await page()).toBe(commits.join(" "));
    }
  });

  test("a page made by many writers at once shows all records at the end", async () => {
    const place = await under.place();
    const count = (records: readonly unknown[]) => new Map([["trend.html", `${records.length} records`]]);
    await Promise.all(sampleRecords(4).map((record) => place.open().append(record, ({ records }) => count(records))));
    const page = (await place.files()).get("trend.html") ?? "";
    expect(Buffer.from(page, "base64").toString()).toBe("4 records");
  });

  test.each(["records/2026/11/x.json", "README.md", "recent-records.json", "../out.html", ".git"])(
    "a page cannot take the place of %s",
    async (path) => {
      const store = (await under.place()).open();
      const appending = store.append(sampleRecord(), () => new Map([[path, "x"]]));
      await expect(appending).rejects.toBeInstanceOf(BaselineError);
    },
  );
});
