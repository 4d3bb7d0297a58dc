// What is true of the folder alone.
import { writeFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openFolderStore } from "../../src/baseline/index.ts";
import { formatRecord } from "../../src/baseline/read-records.ts";
import { nameRecord } from "../../src/baseline/record-path.ts";
import { commitOf, sampleRecord } from "./sample-record.ts";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "pacegate-folder-"));
});
afterEach(() => rm(directory, { recursive: true }));

test("nothing but the records and the page is left in the folder", async () => {
  const page = () => new Map([["trend.html", "page"]]);
  await openFolderStore(directory).append(sampleRecord(), page);
  expect((await readdir(directory)).sort()).toEqual(["records", "trend.html"]);
});

test("a page that was overtaken by another writer's record is made again", async () => {
  const [mine, other] = [sampleRecord(), sampleRecord({ commit: commitOf(2) })];
  const shown: number[] = [];
  await openFolderStore(directory).append(mine, ({ records }) => {
    shown.push(records.length);
    writeFileSync(join(directory, nameRecord(other).path), formatRecord(other));
    return new Map([["trend.html", `${records.length} records`]]);
  });
  expect(shown).toEqual([1, 2]);
  expect(await readFile(join(directory, "trend.html"), "utf8")).toBe("2 records");
});

test("a folder that is a file is an error that says where and what to do", async () => {
  const file = join(directory, "file");
  await writeFile(file, "x");
  const error = { name: "BaselineError", where: file, remedy: expect.stringMatching(/^Check that the folder/) };
  await expect(openFolderStore(file).append(sampleRecord())).rejects.toMatchObject(error);
  await expect(openFolderStore(file).read()).rejects.toMatchObject(error);
});

test("a file that was half written by a process that died is never seen", async () => {
  await openFolderStore(directory).append(sampleRecord());
  await mkdir(join(directory, ".writing-dead"));
  await writeFile(join(directory, ".writing-dead", "file"), "{");
  const { records, skipped } = await openFolderStore(directory).read();
  expect(records).toHaveLength(1);
  expect(skipped).toEqual([]);
});

test("a link out of the folder is neither followed nor overwritten", async () => {
  const record = sampleRecord({ commit: commitOf(2) });
  const { path } = nameRecord(record);
  await mkdir(join(directory, "records/2026/11"), { recursive: true });
  await writeFile(join(directory, "outside.json"), "{}");
  await symlink(join(directory, "outside.json"), join(directory, path));
  const store = openFolderStore(directory);
  expect(await store.read()).toEqual({ records: [], skipped: [] });
  const written = await store.append(record);
  expect(written).not.toBe(path);
  expect((await store.read()).records.map((stored) => stored.record)).toEqual([record]);
});

test.skipIf(process.getuid?.() === 0)("a folder that may not be written to changes nothing", async () => {
  await chmod(directory, 0o500);
  await expect(openFolderStore(directory).append(sampleRecord())).rejects.toThrow(/could not be written/);
  await chmod(directory, 0o700);
  expect(await readdir(directory)).toEqual([]);
});
