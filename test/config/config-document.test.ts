import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { configSchema, parseConfig } from "../../src/config/index.ts";

function written(name: string): { [key: string]: unknown } {
  const text = readFileSync(new URL(`../fixtures/config/${name}`, import.meta.url), "utf8");
  return JSON.parse(JSON.stringify(parseConfig(text, name)));
}

test.each(["full.yml", "minimal.yml"])("a configuration comes back from JSON as it was: %s", (name) => {
  const text = readFileSync(new URL(`../fixtures/config/${name}`, import.meta.url), "utf8");
  expect(configSchema.parse(written(name))).toEqual(parseConfig(text, name));
});

test.each([
  ["a key that it does not know", { extra: 1 }],
  [
    "a gate without a tolerance",
    {
      gate: {
        resolution: 0.02,
        p95: { tolerance: 0.1, resolution: 0.2 },
        budgets: [],
        failOn: "regression",
        secondsPerCell: 1,
      },
    },
  ],
  ["a tolerance of 100%", { gate: { ...(written("full.yml").gate as object), tolerance: 1 } }],
  ["an unknown engine", { backends: [{ target: "here", engine: "tvm", options: [] }] }],
  [
    "a target named like a path",
    { targets: [{ name: "../here", place: { kind: "local" }, pricePerHourUsd: null, threads: null }] },
  ],
  [
    "a runner without labels",
    {
      targets: [
        {
          name: "gpu",
          place: { kind: "runner", runsOn: [], optional: false, runners: 1 },
          pricePerHourUsd: null,
          threads: null,
        },
      ],
    },
  ],
])("refuses %s", (_what, change) => {
  expect(configSchema.safeParse(written("full.yml")).success).toBe(true);
  expect(configSchema.safeParse({ ...written("full.yml"), ...change }).success).toBe(false);
});
