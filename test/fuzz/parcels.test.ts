// The reader of parcels, driven with hostile files whose digests may fit, up to the verdict.
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compareMeasurements } from "../../src/compare/index.ts";
import { openParcel, writeParcel } from "../../src/dispatch/index.ts";
import { documentDigest } from "../../src/document/document-digest.ts";
import type { BenchPlan } from "../../src/plan/bench-plan.ts";
import { planDigest } from "../../src/plan/index.ts";
import { launches, measured } from "../compare/measured-plan.ts";
import { job } from "../dispatch/fake-fleet.ts";
import { graphCell } from "../fixtures/bench-bundle.ts";
import { sampleConfig } from "../fixtures/sample-config.ts";
import { FuzzFolder, linkTree, readJson, replaceFile, sha256, soundBundles } from "./folders.ts";
import { fuzz, fuzzTimeoutMs, treeOf } from "./fuzz.ts";
import { expectHarmlessVerdict } from "./harmless.ts";
import { mutate, mutations } from "./mutations.ts";

const folders = new FuzzFolder();
const soundParcel = join(folders.path, "parcel");

const parcelFiles = [
  "parcel.json",
  "plan.json",
  "measurements.json",
  "bundles/head/manifest.json",
  "bundles/base/manifest.json",
];

beforeAll(async () => {
  const { benches, base, head } = await soundBundles();
  using _benches = benches;
  const cell = (target: string, id: string) => ({
    ...graphCell(id, null, { bundle: head, subgraph: "deep" }),
    backend: { target, engine: "onnxrt-cpu" as const, options: [] },
  });
  const plan: BenchPlan = {
    schema: "pacegate/bench-plan/1",
    pacegateVersion: "0.1.0",
    base: { commit: "1".repeat(40), bundle: base.digest },
    head: { commit: "2".repeat(40), bundle: head.digest },
    tolerance: 0.01,
    resolution: 0.02,
    cells: [cell("t4", "a"), cell("here", "c")],
  };
  await writeParcel(soundParcel, {
    plan,
    base,
    head,
    pacegateVersion: "0.1.0",
    jobs: [job("t4", ["a"])],
    event: "pull-request",
    config: sampleConfig(),
    settingChanges: ["gate.tolerance changes from 1% to 2%."],
    versions: { torch: "2.13.0" },
    measurements: [
      {
        schema: "pacegate/measurements/1",
        pacegateVersion: "0.1.0",
        planDigest: planDigest(plan),
        target: "here",
        cells: [
          measured({ cell: "c", launches: launches({ baseMs: [4], ratios: [1], withBase: false, launches: 3 }) }),
        ],
      },
    ],
  });
});
afterAll(() => folders[Symbol.dispose]());

test(
  "parcels",
  async () => {
    await fuzz({
      sound: { name: "plan.json", changes: [], signed: false, extra: false },
      reader: "parcels",
      inputs: fc.record({
        name: fc.constantFrom(...parcelFiles),
        changes: mutations,
        signed: fc.boolean(),
        extra: fc.boolean(),
      }),
      read: async ({ name, changes, signed, extra }) => {
        using folder = folders.fresh();
        const { inside, outside } = folder;
        linkTree(soundParcel, inside);
        replaceFile(join(inside, name), mutate(readJson(join(soundParcel, name)), changes));
        if (signed) sign(inside);
        if (extra) symlinkSync("/etc", join(inside, "objects", sha256(name)));
        const before = treeOf(outside);
        try {
          const parcel = await openParcel(inside, "0.1.0");
          expect(extra).toBe(false);
          return parcel;
        } finally {
          expect(treeOf(outside)).toEqual(before);
        }
      },
      use: (parcel) => {
        const { plan, planDigest: digest, measurements, config, event, settingChanges, versions } = parcel;
        expectHarmlessVerdict(
          compareMeasurements({
            plan,
            planDigest: digest,
            measurements,
            config,
            priceOf: () => null,
            event,
            settingChanges,
            versions,
          }),
        );
      },
    });
  },
  fuzzTimeoutMs,
);

/** Digests made to fit again, as somebody would who wants to be believed. */
function sign(parcel: string): void {
  const replaceIn = (name: string, from: string, to: string): void => {
    const path = join(parcel, name);
    replaceFile(path, readFileSync(path, "utf8").replaceAll(from, to));
  };
  for (const side of ["base", "head"]) {
    const manifest = `bundles/${side}/manifest.json`;
    const [was, is] = [soundParcel, parcel].map((folder) => sha256(readFileSync(join(folder, manifest))));
    if (was !== undefined && is !== undefined) replaceIn("plan.json", was, is);
  }
  try {
    const [was, is] = [soundParcel, parcel].map((folder) =>
      documentDigest(readJson(join(folder, "plan.json")) as object),
    );
    for (const name of ["parcel.json", "measurements.json"])
      if (was !== undefined && is !== undefined) replaceIn(name, was, is);
  } catch {
    // A plan that has no digest cannot be signed.
  }
}
