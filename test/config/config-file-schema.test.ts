import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { configFileSchema } from "../../src/config/index.ts";

const validate = new Ajv2020().compile(z.toJSONSchema(configFileSchema));

test.each(["full.yml", "minimal.yml"])("the JSON Schema made from it accepts %s", (name) => {
  const value: unknown = parse(readFileSync(new URL(`../fixtures/config/${name}`, import.meta.url), "utf8"));
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
});

test("the JSON Schema made from it refuses what an editor should underline", () => {
  const sound = { version: 1, models: { a: { entry: "m.py:f", inputs: "m.py:g" } }, backends: ["here/onnxrt-cpu"] };
  expect(validate(sound)).toBe(true);
  expect(validate({ ...sound, version: 2 })).toBe(false);
  expect(validate({ ...sound, gate: { tolerence: "1%" } })).toBe(false);
  expect(validate({ ...sound, gate: { tolerance: 1 } })).toBe(false);
  expect(validate({ ...sound, gate: { metrics: { p95: "sometimes" } } })).toBe(false);
});
