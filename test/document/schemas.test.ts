import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { planBenchmarks } from "../../src/plan/index.ts";
import { sampleRecord } from "../baseline/sample-record.ts";
import { sampleManifest, sha } from "../fixtures/manifest.ts";
import { sampleConfig } from "../fixtures/sample-config.ts";

const root = resolve(import.meta.dirname, "../..");
let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "pacegate-schemas-"));
});
afterAll(async () => {
  await rm(scratch, { recursive: true, force: true });
});

function generate(...options: readonly string[]) {
  return execa(process.execPath, [join(root, "scripts/generate-schemas.mjs"), ...options], { reject: false });
}

test("the schemas in schema/ are current", async () => {
  const { exitCode, stderr } = await generate("--check");
  expect(stderr).toBe("");
  expect(exitCode).toBe(0);
});

test("a schema that is not current, or that no format has any more, is found and named", async () => {
  expect((await generate("--directory", scratch)).exitCode).toBe(0);
  expect(await readdir(scratch)).toEqual(await readdir(join(root, "schema")));
  await writeFile(join(scratch, "bundle.schema.json"), "{}\n");
  await writeFile(join(scratch, "forgotten.schema.json"), "{}\n");
  const { exitCode, stderr } = await generate("--check", "--directory", scratch);
  expect(exitCode).toBe(1);
  expect(stderr).toContain("bundle.schema.json");
  expect(stderr).toContain("forgotten.schema.json");
  expect(await readFile(join(scratch, "bundle.schema.json"), "utf8")).toBe("{}\n");
});

describe("a validator that knows only the JSON Schema", () => {
  async function validatorFor(name: string) {
    const schema: unknown = JSON.parse(await readFile(join(root, "schema", `${name}.schema.json`), "utf8"));
    if (typeof schema !== "object" || schema === null) throw new Error("a schema is an object");
    return new Ajv2020({ strict: false, formats: { "date-time": true, date: true } }).compile(schema);
  }

  test("accepts a manifest, a plan and a record, and refuses them with a key too many or another major", async () => {
    const manifest = sampleManifest();
    const plan = planBenchmarks({
      base: null,
      head: { manifest, digest: sha("head") },
      config: sampleConfig(),
      baseHasConfig: false,
      oneEnvironment: true,
      pythonMayRun: true,
      codeIsHere: true,
      pacegateVersion: "0.1.0",
      measurableTargets: new Set(["here"]),
      measurableEngines: new Set(["onnxrt-cpu"]),
    });
    for (const [name, document] of Object.entries({
      bundle: manifest,
      "bench-plan": plan,
      "baseline-record": sampleRecord(),
    })) {
      const validate = await validatorFor(name);
      expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
      expect(validate({ ...document, extra: 1 })).toBe(false);
      expect(validate({ ...document, schema: `pacegate/${name}/2` })).toBe(false);
    }
  });

  test("accepts a pacegate.yml with every key, and refuses a typo", async () => {
    const validate = await validatorFor("pacegate");
    const config: unknown = parse(await readFile(join(root, "test/fixtures/config/full.yml"), "utf8"));
    expect(validate(config), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...(config as object), modles: {} })).toBe(false);
  });
});
