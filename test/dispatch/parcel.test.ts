// A parcel on disk: what is written is what is read, and nothing that was changed on the way gets through.
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bundle, BundleError } from "../../src/bundle/index.ts";
import {
  DispatchError,
  openParcel,
  type ParcelContents,
  parcelEntryPattern,
  writeParcel,
} from "../../src/dispatch/index.ts";
import { PacegateError } from "../../src/pacegate-error.ts";
import type { BenchPlan, PlannedCell } from "../../src/plan/bench-plan.ts";
import { planDigest } from "../../src/plan/index.ts";
import { file, measured } from "../compare/measured-plan.ts";
import { BenchFolder, graphCell } from "../fixtures/bench-bundle.ts";
import { sampleConfig } from "../fixtures/sample-config.ts";
import { job } from "./fake-fleet.ts";

let folder: BenchFolder;
let base: Bundle;
let head: Bundle;
let count = 0;

beforeAll(async () => {
  folder = new BenchFolder();
  const size = { rows: 2, width: 8, layers: 1 };
  base = await folder.bundle([folder.layered("m", size)]);
  head = await folder.bundle([folder.layered("m", size), folder.layered("deep", { ...size, layers: 2 })]);
  folder.object(Buffer.from("of neither bundle"));
});
afterAll(() => folder[Symbol.dispose]());

const newPath = () => join(folder.path, `parcel${count++}`);

function cellOn(target: string, id: string): PlannedCell {
  const cell = graphCell(id, null, { bundle: head, subgraph: "deep" });
  return { ...cell, backend: { target, engine: "onnxrt-cpu", options: [] } };
}

function contents(change: Partial<ParcelContents> = {}): ParcelContents {
  const plan: BenchPlan = {
    schema: "pacegate/bench-plan/1",
    pacegateVersion: "0.1.0",
    base: { commit: "1".repeat(40), bundle: base.digest },
    head: { commit: "2".repeat(40), bundle: head.digest },
    tolerance: 0.01,
    resolution: 0.02,
    cells: [cellOn("t4", "a"), cellOn("t4", "b"), cellOn("here", "c")],
  };
  return {
    plan,
    base,
    head,
    pacegateVersion: "0.1.0",
    jobs: [job("t4", ["a", "b"])],
    event: "pull-request",
    config: sampleConfig(),
    settingChanges: ["gate.tolerance changes from 1% to 2%."],
    headFolder: `${"2".repeat(40)}-0f1e`,
    anchor: "v1",
    versions: { torch: "2.13.0" },
    measurements: [{ ...file([measured({ cell: "c" })]), planDigest: planDigest(plan) }],
    ...change,
  };
}

async function written(change: Partial<ParcelContents> = {}): Promise<string> {
  const path = newPath();
  await writeParcel(path, contents(change));
  return path;
}

function edit(path: string, change: (document: Record<string, unknown>) => void): void {
  const document: Record<string, unknown> = JSON.parse(readFileSync(path, "utf8"));
  change(document);
  rmSync(path);
  writeFileSync(path, JSON.stringify(document));
}

async function refusalOf(path: string): Promise<PacegateError> {
  try {
    await openParcel(path, "0.1.0");
  } catch (error) {
    if (error instanceof PacegateError) return error;
    throw error;
  }
  throw new Error("the parcel was opened");
}

describe("a parcel", () => {
  it("is read as it was written, bundles checked, and its plan keeps its digest", async () => {
    const path = await written();
    const { base: baseThere, head: headThere, ...facts } = await openParcel(path, "0.1.0");
    const { base: _base, head: _head, ...given } = contents();
    expect(facts).toEqual({ ...given, planDigest: planDigest(given.plan) });
    expect(headThere).toMatchObject({
      digest: head.digest,
      manifest: head.manifest,
      objectsDirectory: join(path, "objects"),
    });
    expect(baseThere?.digest).toBe(base.digest);
  });

  it("holds the objects of its two bundles once each and nothing else, and says which files it has", async () => {
    const path = newPath();
    const files = await writeParcel(path, contents());
    const all = await readdir(path, { recursive: true, withFileTypes: true });
    const onDisk = all
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1));
    expect(files.toSorted()).toEqual(onDisk.toSorted());
    for (const name of files) expect(name).toMatch(parcelEntryPattern);
    const objects = files.filter((name) => name.startsWith("objects/"));
    expect(objects.length).toBe((await readdir(join(folder.path, "objects"))).length - 1);
    const [first = ""] = objects;
    expect(statSync(join(path, first)).ino).toBe(statSync(join(folder.path, first)).ino);
  });

  it("does without a base and without measurements", async () => {
    const path = await written({ plan: { ...contents().plan, base: null }, base: null, measurements: [] });
    expect(await openParcel(path, "0.1.0")).toMatchObject({ base: null, measurements: [] });
  });

  it("is not written over something, nor of bundles or jobs that are not the plan's", async () => {
    const path = newPath();
    mkdirSync(path);
    writeFileSync(join(path, "mine"), "");
    await expect(writeParcel(path, contents())).rejects.toThrow("not empty");
    await expect(writeParcel(newPath(), contents({ head: base }))).rejects.toThrow(/another head bundle/);
    await expect(writeParcel(newPath(), contents({ base: null }))).rejects.toThrow(/another base bundle/);
    await expect(writeParcel(newPath(), contents({ jobs: [job("t4", ["a", "x"])] }))).rejects.toThrow(
      /does not measure/,
    );
  });

  it.each(["parcel.json", "bundles/head/manifest.json", `objects/${"a".repeat(64)}`])("may hold %s", (name) => {
    expect(name).toMatch(parcelEntryPattern);
  });
  it.each([
    "../parcel.json",
    "/parcel.json",
    "parcel.json\n",
    "bundles/other/manifest.json",
    "bundles/head/../../x",
    `objects/${"A".repeat(64)}`,
    `objects/${"a".repeat(64)}/x`,
    `objects\\${"a".repeat(64)}`,
    "fork.json",
  ])("may not hold %j", (name) => {
    expect(name).not.toMatch(parcelEntryPattern);
  });
});

describe("a parcel that is not as the gate wrote it is refused:", () => {
  const parcelEdits: [string, (document: Record<string, unknown>) => void, RegExp][] = [
    [
      "another version, before its format is looked at",
      (d) => Object.assign(d, { pacegateVersion: "0.2.0", schema: "pacegate/parcel/2" }),
      /made by Pacegate "0\.2\.0", and this job runs 0\.1\.0: both must be the same version[\s\S]*same ref of the action in/,
    ],
    ["no version", (d) => delete d.pacegateVersion, /does not say which Pacegate wrote it/],
    ["another format", (d) => Object.assign(d, { schema: "pacegate/parcel/2" }), /says schema "pacegate\/parcel\/2"/],
    ["a key too many", (d) => Object.assign(d, { extra: 1 }), /breaks pacegate\/parcel\/1/],
    ["another plan's digest", (d) => Object.assign(d, { planDigest: "0".repeat(64) }), /The plan has the digest/],
    [
      "a job with a cell of another target",
      (d) => Object.assign(d, { jobs: [job("t4", ["c"])] }),
      /its cell "c" is planned elsewhere/,
    ],
    [
      "a job with a cell that is in no plan",
      (d) => Object.assign(d, { jobs: [job("t4", ["z"])] }),
      /the cell "z", which the plan does not measure/,
    ],
    [
      "a cell in two jobs",
      (d) => Object.assign(d, { jobs: [job("t4", ["a"]), job("u", ["a"], { target: "t4" })] }),
      /in two jobs/,
    ],
    [
      "a job named like a path",
      (d) => Object.assign(d, { jobs: [job("../x", ["a"], { target: "t4" })] }),
      /breaks pacegate\/parcel\/1 at jobs\.0\.id/,
    ],
    ["a config that is none", (d) => Object.assign(d, { config: {} }), /at config/],
    [
      "a job for what was measured already",
      (d) => Object.assign(d, { jobs: [job("t4", ["a"]), job("here", ["c"])] }),
      /The cell "c" is measured twice/,
    ],
  ];
  it.each(parcelEdits)("%s", async (_what, change, message) => {
    const path = await written();
    edit(join(path, "parcel.json"), change);
    const error = await refusalOf(path);
    expect(error).toBeInstanceOf(DispatchError);
    expect(error.message).toMatch(message);
  });

  it("a plan that was changed", async () => {
    const path = await written();
    edit(join(path, "plan.json"), (plan) => Object.assign(plan, { tolerance: 0.5 }));
    expect((await refusalOf(path)).message).toMatch(/The plan has the digest .*plan\.json/);
  });

  it("measurements of another plan, another version or a cell that it does not have", async () => {
    const [document = file([])] = contents().measurements;
    for (const [change, message] of [
      [{ planDigest: "0".repeat(64) }, /measurements are of the plan 0000/],
      [{ pacegateVersion: "0.0.9" }, /made by Pacegate "0\.0\.9"/],
      [{ cells: [measured({ cell: "a" })] }, /The cell "a" is measured twice, in a job/],
      [{ cells: [measured({ cell: "c" }), measured({ cell: "c" })] }, /The cell "c" is measured twice/],
    ] as const) {
      const path = await written();
      edit(join(path, "measurements.json"), (whole) =>
        Object.assign(whole, { measurements: [{ ...document, ...change }] }),
      );
      expect((await refusalOf(path)).message).toMatch(message);
    }
  });

  it("a bundle with a byte changed, an object missing, or one exchanged for the other's", async () => {
    const [object = ""] = (await readdir(join(await written(), "objects"))).slice(-1);
    const changed = await written();
    rmSync(join(changed, "objects", object));
    writeFileSync(join(changed, "objects", object), Buffer.alloc(statSync(join(folder.path, "objects", object)).size));
    expect(await refusalOf(changed)).toBeInstanceOf(BundleError);
    const missing = await written();
    rmSync(join(missing, "objects", object));
    expect(await refusalOf(missing)).toMatchObject({ kind: "missing-object" });
    const exchanged = await written();
    rmSync(join(exchanged, "bundles/head/manifest.json"));
    linkSync(join(exchanged, "bundles/base/manifest.json"), join(exchanged, "bundles/head/manifest.json"));
    expect((await refusalOf(exchanged)).message).toMatch(/made for another head bundle/);
  });

  it("a file that is missing, cut off or that nothing refers to", async () => {
    for (const name of ["parcel.json", "plan.json"]) {
      const missing = await written();
      rmSync(join(missing, name));
      expect((await refusalOf(missing)).message).toMatch(/lacks this file/);
      const cut = await written();
      const text = readFileSync(join(cut, name), "utf8");
      rmSync(join(cut, name));
      writeFileSync(join(cut, name), text.slice(0, text.length / 2));
      expect((await refusalOf(cut)).message).toMatch(/not valid JSON/);
    }
    const more = await written();
    writeFileSync(join(more, "objects", "b".repeat(64)), "");
    expect((await refusalOf(more)).message).toMatch(/Nothing in the parcel refers to objects\/bbbb/);
    const alone = await written({ plan: { ...contents().plan, base: null }, base: null, measurements: [] });
    mkdirSync(join(alone, "bundles/base"));
    writeFileSync(join(alone, "bundles/base/manifest.json"), "{}");
    expect((await refusalOf(alone)).message).toMatch(/refers to bundles\/base\/manifest\.json/);
  });

  it.each([
    ["a file of another name", (path: string) => writeFileSync(join(path, "run.sh"), ""), /does not hold "run\.sh"/],
    ["a folder of another name", (path: string) => mkdirSync(join(path, "more")), /does not hold "more"/],
    [
      "a link instead of a file",
      (path: string) => {
        rmSync(join(path, "plan.json"));
        symlinkSync("/etc/hostname", join(path, "plan.json"));
      },
      /does not hold "plan\.json"/,
    ],
    [
      "a link instead of a folder",
      (path: string) => {
        rmSync(join(path, "objects"), { recursive: true });
        symlinkSync(join(folder.path, "objects"), join(path, "objects"));
      },
      /does not hold "objects"/,
    ],
    [
      "a name with a line break",
      (path: string) => writeFileSync(join(path, "a\n::error::b"), ""),
      /does not hold "a\\n::error::b"/,
    ],
  ])("%s", async (_what, change, message) => {
    const path = await written();
    change(path);
    const error = await refusalOf(path);
    expect(error).toBeInstanceOf(DispatchError);
    expect(error.what).toMatch(message);
  });

  it("a folder that is not there, or a link to one", async () => {
    expect((await refusalOf(newPath())).what).toBe("There is no parcel here.");
    const link = newPath();
    symlinkSync(await written(), link);
    expect((await refusalOf(link)).what).toBe("There is no parcel here.");
  });
});
