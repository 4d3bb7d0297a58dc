// The reader of bundles, driven with hostile manifests and objects, up to the verdict.
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBundle } from "../../src/bundle/index.ts";
import { compareMeasurements } from "../../src/compare/index.ts";
import { planBenchmarks, planDigest } from "../../src/plan/index.ts";
import { input as compareInput } from "../compare/measured-plan.ts";
import { writeBundle } from "../fixtures/bundle-folder.ts";
import { sampleCase, sampleManifest, sampleSubgraph } from "../fixtures/manifest.ts";
import { sampleConfig } from "../fixtures/sample-config.ts";
import { FuzzFolder, linkTree, readJson, replaceFile } from "./folders.ts";
import { fuzz, fuzzTimeoutMs, treeOf } from "./fuzz.ts";
import { expectHarmlessVerdict } from "./harmless.ts";
import { mutate, mutations, splices } from "./mutations.ts";

const folders = new FuzzFolder();
const soundBundle = join(folders.path, "bundle");

beforeAll(async () => {
  await writeBundle(
    soundBundle,
    sampleManifest({
      cases: [sampleCase(1, ["encoder"])],
      subgraphs: [sampleSubgraph("encoder")],
      errors: [
        {
          model: "broken",
          batchSize: null,
          stage: "entry",
          exception: "ValueError",
          message: "no",
          traceback: "Traceback",
          remedy: "Repair it.",
        },
      ],
    }),
  );
});
afterAll(() => folders[Symbol.dispose]());

test(
  "bundles",
  async () => {
    const manifest = readJson(join(soundBundle, "manifest.json"));
    const disk = fc.constantFrom("as it is", "as it is", "as it is", "link", "lie", "link to manifest", "no objects");
    await fuzz({
      sound: { changes: [], disk: "as it is", splice: null },
      reader: "bundles",
      inputs: fc.record({ changes: mutations, disk, splice: fc.option(splices, { freq: 5 }) }),
      read: async ({ changes, disk: what, splice }) => {
        using folder = folders.fresh();
        const { inside, outside } = folder;
        linkTree(soundBundle, inside);
        const text = mutate(manifest, changes);
        replaceFile(join(inside, "manifest.json"), splice === null ? text : splice(text));
        const object = sampleObject(inside);
        switch (what) {
          case "link":
            rmSync(object);
            symlinkSync("/etc/hostname", object);
            break;
          case "lie":
            replaceFile(object, "other bytes");
            break;
          case "link to manifest":
            writeFileSync(join(outside, "elsewhere.json"), text);
            rmSync(join(inside, "manifest.json"));
            symlinkSync(join(outside, "elsewhere.json"), join(inside, "manifest.json"));
            break;
          case "no objects":
            rmSync(join(inside, "objects"), { recursive: true });
            symlinkSync(join(soundBundle, "objects"), join(inside, "objects"));
            break;
        }
        const before = treeOf(outside);
        try {
          const bundle = await openBundle(inside);
          expect(what).toBe("as it is");
          return bundle;
        } finally {
          expect(treeOf(outside)).toEqual(before);
        }
      },
      use: (bundle) => {
        const config = sampleConfig();
        const plan = planBenchmarks({
          base: null,
          head: bundle,
          config,
          baseHasConfig: false,
          oneEnvironment: true,
          pythonMayRun: false,
          codeIsHere: true,
          pacegateVersion: "0.1.0",
          measurableTargets: new Set(["here"]),
          measurableEngines: new Set(["onnxrt-cpu"]),
        });
        expectHarmlessVerdict(
          compareMeasurements({
            ...compareInput([], []),
            plan,
            planDigest: planDigest(plan),
            config,
          }),
        );
      },
    });
  },
  fuzzTimeoutMs,
);

function sampleObject(bundle: string): string {
  const name = treeOf(join(bundle, "objects"))[0]?.split(" ")[0];
  if (name === undefined) throw new Error("no object");
  return name;
}
