import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openFolderStore } from "../../src/baseline/index.ts";
import { recordInFolder } from "../../src/cli/record-in-folder.ts";
import { sampleVerdict } from "../fixtures/verdict.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pacegate-record-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const head = { digest: "a".repeat(64), directory: "/project/.pacegate/bundles/9e10-77" };
const now = new Date("2026-11-25T19:02:02.123Z");

test("a gate on this machine leaves a record that `baseline list --folder` finds", async () => {
  const path = await recordInFolder(directory, sampleVerdict(), head, now);
  const folder = join(directory, ".pacegate", "baseline");
  const { records, skipped } = await openFolderStore(folder).read();
  expect(skipped).toEqual([]);
  expect(records.map((stored) => join(folder, stored.path))).toEqual([path]);
  expect(records[0]?.record).toMatchObject({
    kind: "merge",
    run: null,
    conclusion: "regression",
    bundle: { digest: head.digest, place: "folder", key: "9e10-77" },
  });
});

test("what is of no commit is not recorded", async () => {
  const verdict = sampleVerdict({ head: { commit: null } });
  expect(await recordInFolder(directory, verdict, head, now)).toBeNull();
});
