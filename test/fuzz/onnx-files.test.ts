// The reader of where an ONNX file keeps its weights, driven with damaged files.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { externalDataLocations } from "../../src/bundle/external-data-locations.ts";
import { soundBundles } from "./folders.ts";
import { fuzz, fuzzTimeoutMs, treeOf } from "./fuzz.ts";
import { damages } from "./mutations.ts";

test(
  "ONNX files",
  async () => {
    const { benches } = await soundBundles();
    using _benches = benches;
    const objects = treeOf(join(benches.path, "objects")).map((line) => line.split(" ")[0] ?? "");
    const models = objects.map((path) => readFileSync(path)).filter((bytes) => bytes.includes("location"));
    expect(models.length).toBeGreaterThan(0);
    await fuzz({
      sound: { model: models[0] ?? Buffer.alloc(0), damage: (bytes: Buffer) => bytes },
      reader: "onnxFiles",
      inputs: fc.record({ model: fc.constantFrom(...models), damage: damages }),
      read: ({ model, damage }) => externalDataLocations(damage(model)),
      use: (locations) => {
        for (const location of locations) expect(location).toBeTypeOf("string");
      },
      alsoThrows: RangeError,
    });
  },
  fuzzTimeoutMs,
);
