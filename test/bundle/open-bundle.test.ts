import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, realpath, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BundleError, type BundleErrorKind, objectPath, openBundle, readTensor } from "../../src/bundle/index.ts";
import type { Manifest, Tensor } from "../../src/bundle/manifest.ts";
import { writeBundle } from "../fixtures/bundle-folder.ts";
import { sampleCase, sampleManifest, sampleSubgraph, sampleTensor, sha } from "../fixtures/manifest.ts";
import { onnxModel } from "../fixtures/onnx-model.ts";

let root: string;
let directory: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "pacegate-bundle-")));
  directory = join(root, "head");
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function refusal(opening: Promise<unknown>): Promise<BundleError> {
  const error = await opening.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(BundleError);
  if (!(error instanceof BundleError)) throw new Error("not refused");
  expect(error.remedy).not.toBe("");
  return error;
}

async function expectRefused(kind: BundleErrorKind, ...words: readonly string[]): Promise<void> {
  const error = await refusal(openBundle(directory));
  expect(error.kind).toBe(kind);
  for (const word of words) expect(error.message).toContain(word);
}

function firstTensor(manifest: Manifest): Tensor {
  const tensor = manifest.subgraphs[0]?.samples[0]?.inputs[0];
  if (tensor === undefined) throw new Error("the fixture has a sample");
  return tensor;
}

/** The first sample input of the first subgraph, as it lies on disk. */
function firstInput(manifest: Manifest): string {
  return join(directory, "objects", firstTensor(manifest).object);
}

async function writeManifest(manifest: unknown): Promise<void> {
  await mkdir(join(directory, "objects"), { recursive: true });
  await writeFile(join(directory, "manifest.json"), typeof manifest === "string" ? manifest : JSON.stringify(manifest));
}

describe("a sound bundle", () => {
  test("opens with its manifest, the digest of the manifest's bytes and its tensors", async () => {
    const written = await writeBundle(directory);
    const bundle = await openBundle(directory);
    expect(bundle.manifest).toEqual(written);
    const bytes = await readFile(join(directory, "manifest.json"));
    expect(bundle.digest).toBe(createHash("sha256").update(bytes).digest("hex"));

    const tensor = firstTensor(bundle.manifest);
    const read = await readTensor(bundle, tensor);
    expect(read).toEqual(await readFile(objectPath(bundle, tensor.object)));
    expect(read.length).toBe(8 * 8);
  });

  test("may share a store with the other side, beside both folders", async () => {
    await writeBundle(directory, sampleManifest(), join(root, "objects"));
    expect((await openBundle(directory)).objectsDirectory).toBe(join(root, "objects"));
  });

  test("may have its store where the caller says, even behind the caller's own link", async () => {
    await writeBundle(directory, sampleManifest(), join(root, "elsewhere"));
    await symlink(join(root, "elsewhere"), join(root, "link"));
    const bundle = await openBundle(directory, { objectsDirectory: join(root, "link") });
    expect(bundle.objectsDirectory).toBe(join(root, "elsewhere"));
  });

  test("may hold empty tensors and scalars", async () => {
    const shapes = { inputs: [sampleTensor("none", [0, 4])], golden: [sampleTensor("scalar", [], "bool")] };
    await writeBundle(
      directory,
      sampleManifest({
        cases: [sampleCase(1, ["odd"])],
        subgraphs: [
          sampleSubgraph("odd", {
            inputs: [{ name: "x", dtype: "float32", shape: ["batch", 4], argument: null }],
            outputs: [{ name: "y", dtype: "bool", shape: [] }],
            samples: [{ id: "s0", ...shapes }],
          }),
        ],
      }),
    );
    const bundle = await openBundle(directory);
    expect(await readTensor(bundle, firstTensor(bundle.manifest))).toEqual(Buffer.alloc(0));
  });
});

describe("the manifest is refused when", () => {
  test("the folder has none", async () => {
    await expectRefused("no-manifest", "missing", directory);
  });

  test("it is a symbolic link", async () => {
    await writeBundle(directory);
    await rename(join(directory, "manifest.json"), join(root, "outside.json"));
    await symlink(join(root, "outside.json"), join(directory, "manifest.json"));
    await expectRefused("not-a-file", "manifest.json");
  });

  test("it is larger than the limit, before it is read", async () => {
    await writeBundle(directory);
    await truncate(join(directory, "manifest.json"), 65 * 1024 ** 2);
    await expectRefused("manifest-too-large", String(65 * 1024 ** 2));
  });

  test("it is not JSON", async () => {
    await writeManifest('{"schema": "pacegate/bundle/1",');
    await expectRefused("invalid-manifest", "not valid JSON");
  });

  test("it is nested deeper than a parser's stack", async () => {
    await writeManifest("[".repeat(1_000_000));
    await expectRefused("invalid-manifest");
  });

  test("it is of another major version, naming both", async () => {
    await writeManifest({ ...sampleManifest(), schema: "pacegate/bundle/2" });
    await expectRefused("invalid-manifest", "pacegate/bundle/2", "pacegate/bundle/1");
  });

  test("it has a key that the format does not know", async () => {
    await writeManifest({ ...sampleManifest(), extra: true });
    await expectRefused("invalid-manifest", "extra");
  });

  test("a number is infinite", async () => {
    const text = JSON.stringify(sampleManifest()).replace('"recompileLimit":64', '"recompileLimit":1e999');
    await writeManifest(text);
    await expectRefused("invalid-manifest", "capture.recompileLimit");
  });

  test("an object's name is a path", async () => {
    const text = JSON.stringify(sampleManifest()).replace(sha("onnx encoder"), "../../etc/passwd");
    await writeManifest(text);
    await expectRefused("invalid-manifest", "sha256");
  });

  test("two subgraphs, samples or cases have one id", async () => {
    const [first] = sampleManifest().subgraphs;
    const [sample] = first?.samples ?? [];
    if (first === undefined || sample === undefined) throw new Error("the fixture has subgraphs");
    await writeManifest(sampleManifest({ subgraphs: [...sampleManifest().subgraphs, first] }));
    await expectRefused("duplicate-id", '"encoder"');
    await writeManifest(sampleManifest({ subgraphs: [{ ...first, samples: [sample, sample] }] }));
    await expectRefused("duplicate-id", '"s0"', '"encoder"');
    await writeManifest(sampleManifest({ cases: [...sampleManifest().cases, sampleCase(1)] }));
    await expectRefused("duplicate-id", '"search@1"');
  });

  test("a call or a segment names a subgraph or sample that is not there", async () => {
    await writeManifest(sampleManifest({ cases: [sampleCase(1, ["nowhere"])] }));
    await expectRefused("unknown-reference", '"nowhere"', '"search@1"');
    const calls = [{ subgraph: "encoder", sample: "s9", count: 3 }];
    await writeManifest(sampleManifest({ cases: [sampleCase(1, ["encoder"], { calls })] }));
    await expectRefused("unknown-reference", '"s9"');
    const profiles = [
      { name: "predict[1/1]", runs: 3, segments: [{ kind: "subgraph" as const, subgraph: "gone", sample: "s0" }] },
    ];
    await writeManifest(sampleManifest({ cases: [sampleCase(1, ["encoder"], { profiles })] }));
    await expectRefused("unknown-reference", '"gone"', "predict[1/1]");
  });

  test("a case's id is not its model and batch size", async () => {
    await writeManifest(sampleManifest({ cases: [sampleCase(1, ["encoder"], { id: "other@1" })] }));
    await expectRefused("unknown-reference", '"other@1"', '"search@1"');
  });

  test("counts contradict the profiles", async () => {
    const calls = [{ subgraph: "encoder", sample: "s0", count: 4 }];
    await writeManifest(sampleManifest({ cases: [sampleCase(1, ["encoder"], { calls })] }));
    await expectRefused("contradictory-counts", "4 times", "3 times");
    const twice = [
      { subgraph: "encoder", sample: "s0", count: 1 },
      { subgraph: "encoder", sample: "s0", count: 2 },
    ];
    await writeManifest(sampleManifest({ cases: [sampleCase(1, ["encoder"], { calls: twice })] }));
    await expectRefused("contradictory-counts", "twice");
    await writeManifest(sampleManifest({ cases: [sampleCase(1, ["encoder"], { profiles: [] })] }));
    await expectRefused("contradictory-counts", "3 runs");
  });

  test("counts are so large that their sum is no longer exact", async () => {
    const huge = Number.MAX_SAFE_INTEGER;
    const template = sampleCase(1, ["encoder"]);
    const profiles = template.profiles.map((profile) => ({ ...profile, runs: huge }));
    const doubled = profiles.map((profile) => ({ ...profile, segments: [...profile.segments, ...profile.segments] }));
    const calls = [
      { subgraph: "encoder", sample: "s0", count: huge },
      { subgraph: "encoder", sample: "s1", count: huge },
    ];
    const [encoder] = sampleManifest().subgraphs;
    if (encoder === undefined) throw new Error("the fixture has subgraphs");
    const samples = encoder.samples.flatMap((sample) => [sample, { ...sample, id: "s1" }]);
    await writeManifest(
      sampleManifest({
        cases: [{ ...template, runs: huge, calls, profiles: doubled }],
        subgraphs: [{ ...encoder, samples }],
      }),
    );
    await expectRefused("contradictory-counts");
  });

  test("a sample has other tensors than its subgraph declares", async () => {
    const sample = (inputs: Manifest["subgraphs"][number]["samples"][number]["inputs"]) =>
      sampleManifest({
        cases: [sampleCase(1, ["encoder"])],
        subgraphs: [sampleSubgraph("encoder", { samples: [{ id: "s0", inputs, golden: null }] })],
      });
    await writeManifest(sample([]));
    await expectRefused("sample-mismatch", "0 tensors for 1");
    await writeManifest(sample([sampleTensor("x", [1, 9], "int64")]));
    await expectRefused("sample-mismatch", '"input_0" ("tokens")', "int64[1, 8]", "int64[1, 9]");
    await writeManifest(sample([sampleTensor("x", [1, 8], "int32")]));
    await expectRefused("sample-mismatch", "int32[1, 8]");
  });

  test("a tensor is larger than any file, or than the limit", async () => {
    const shaped = (shape: number[]) =>
      sampleManifest({
        cases: [sampleCase(1, ["encoder"])],
        subgraphs: [
          sampleSubgraph("encoder", {
            inputs: [{ name: "x", dtype: "float64", shape, argument: null }],
            samples: [{ id: "s0", inputs: [sampleTensor("x", shape, "float64")], golden: null }],
          }),
        ],
      });
    await writeManifest(shaped([2 ** 31, 2 ** 31, 2 ** 31]));
    await expectRefused("tensor-too-large", "2^53");
    await writeManifest(shaped(Array.from({ length: 200_000 }, () => 2)));
    await expectRefused("tensor-too-large");
    await writeManifest(shaped([2 ** 34]));
    await expectRefused("tensor-too-large", String(8 * 2 ** 34));
  });

  test("one object would be tensors of two sizes", async () => {
    const long = { ...sampleTensor("x", [8], "int8"), object: sha("same") };
    const short = { ...sampleTensor("x", [4], "int8"), object: sha("same") };
    const port = (name: string, shape: number[]) => ({ name, dtype: "int8" as const, shape, argument: null });
    await writeManifest(
      sampleManifest({
        cases: [sampleCase(1, ["encoder"])],
        subgraphs: [
          sampleSubgraph("encoder", {
            inputs: [port("a", [8]), port("b", [4])],
            samples: [{ id: "s0", inputs: [long, short], golden: null }],
          }),
        ],
      }),
    );
    await expectRefused("tensor-size", "8 bytes", "4 bytes");
  });

  test("it names more objects than the limit, before the disk is searched", async () => {
    const externalData = Array.from({ length: 10_000 }, (_, index) => sha(`blob ${index}`));
    const onnx = { state: "exported" as const, object: sha("onnx"), opset: 20, externalData };
    await writeManifest(
      sampleManifest({ cases: [sampleCase(1, ["encoder"])], subgraphs: [sampleSubgraph("encoder", { onnx })] }),
    );
    await expectRefused("too-many-objects", "10000");
  });
});

describe("the objects are refused when", () => {
  test("there is no store", async () => {
    await writeBundle(directory);
    await rm(join(directory, "objects"), { recursive: true });
    await expectRefused("no-objects", join(directory, "objects"), join(root, "objects"));
  });

  test("the store that came along is a link that leaves the folder", async () => {
    await writeBundle(directory, sampleManifest(), join(root, "elsewhere"));
    await symlink(join(root, "elsewhere"), join(directory, "objects"));
    await expectRefused("not-a-file", "objects");
  });

  test("one is missing", async () => {
    const path = firstInput(await writeBundle(directory));
    await rm(path);
    await expectRefused("missing-object", path, '"encoder"');
  });

  test("one is a symbolic link, even to the right bytes", async () => {
    const path = firstInput(await writeBundle(directory));
    await rename(path, join(root, "outside"));
    await symlink(join(root, "outside"), path);
    await expectRefused("not-a-file", path);
  });

  test("one is a folder or a pipe", async () => {
    const path = firstInput(await writeBundle(directory));
    await rm(path);
    await mkdir(path);
    await expectRefused("not-a-file", path);
    await rm(path, { recursive: true });
    execFileSync("mkfifo", [path]);
    await expectRefused("not-a-file", path);
  });

  test("one was changed without changing its size", async () => {
    const path = firstInput(await writeBundle(directory));
    const content = await readFile(path);
    content.writeUInt8(content.readUInt8(5) ^ 1, 5);
    await writeFile(path, content);
    await expectRefused("wrong-digest", path);
  });

  test("a tensor's bytes do not fit its shape", async () => {
    const path = firstInput(await writeBundle(directory));
    await truncate(path, 60);
    await expectRefused("tensor-size", "60 bytes", "64");
  });

  test("one is over the size limit", async () => {
    const [first] = (await writeBundle(directory)).subgraphs;
    const onnx = first?.onnx.state === "exported" ? first.onnx.object : "";
    await truncate(join(directory, "objects", onnx), 4096);
    const error = await refusal(openBundle(directory, { maxObjectBytes: 1024 }));
    expect(error.kind).toBe("object-too-large");
    expect(error.message).toContain("4096");
  });

  test("an ONNX file asks for a file that the manifest does not list, or is none", async () => {
    const objects = join(directory, "objects");
    await mkdir(objects, { recursive: true });
    const writeOnnx = async (bytes: Uint8Array): Promise<void> => {
      const object = createHash("sha256").update(bytes).digest("hex");
      await writeFile(join(objects, object), bytes);
      const onnx = { state: "exported" as const, object, opset: 20, externalData: [] };
      const subgraphs = [
        sampleSubgraph("encoder", {
          onnx,
          pt2: { state: "absent" },
          nodeModules: null,
          inputs: [],
          samples: [{ id: "s0", inputs: [], golden: null }],
        }),
      ];
      await writeManifest(sampleManifest({ cases: [sampleCase(1, ["encoder"])], subgraphs }));
    };
    const weight = { name: "w", type: "float32" as const, shape: [1], bytes: Buffer.alloc(4) };
    const graph = { nodes: [], inputs: [], outputs: [] };
    await writeOnnx(onnxModel({ ...graph, weights: [weight] }));
    expect((await openBundle(directory)).manifest.subgraphs).toHaveLength(1);
    await writeOnnx(onnxModel({ ...graph, weights: [{ ...weight, externalAs: "../../etc/passwd" }] }));
    await expectRefused("foreign-data", "../../etc/passwd", '"encoder"');
    await writeOnnx(Buffer.from("not a model"));
    await expectRefused("not-onnx", '"encoder"');
  });

  test("a subgraph that failed in every form keeps what samples it has", async () => {
    const error = { stage: "export" as const, exception: "E", message: "m", location: null };
    const onnx = { state: "failed" as const, error };
    const samples = [{ id: "s0", inputs: [], golden: null }];
    const subgraph = sampleSubgraph("encoder", { onnx, pt2: onnx, samples });
    await writeBundle(directory, sampleManifest({ cases: [sampleCase(1, ["encoder"])], subgraphs: [subgraph] }));
    expect((await openBundle(directory)).manifest.subgraphs).toHaveLength(1);
  });

  test("one changed after the bundle was opened", async () => {
    const path = firstInput(await writeBundle(directory));
    const bundle = await openBundle(directory);
    await writeFile(path, Buffer.alloc(64));
    const tensor = firstTensor(bundle.manifest);
    expect((await refusal(readTensor(bundle, tensor))).kind).toBe("wrong-digest");
  });

  test("a caller asks for a name that is a path", async () => {
    await writeBundle(directory);
    const bundle = await openBundle(directory);
    expect(() => objectPath(bundle, "../manifest.json")).toThrow(BundleError);
  });
});
