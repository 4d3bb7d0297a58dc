// The reader of pacegate.yml, driven with hostile YAML.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { test } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import { hostileText } from "../report/hostile-text.ts";
import { fuzz, fuzzTimeoutMs } from "./fuzz.ts";
import { expectNoCommands } from "./harmless.ts";
import { mutate, mutations, splices } from "./mutations.ts";

test(
  "configurations",
  async () => {
    const sound = readFileSync(new URL("../fixtures/config/full.yml", import.meta.url), "utf8");
    await fuzz({
      sound,
      reader: "configurations",
      inputs: fc.oneof(
        splices.map((splice) => splice(sound)),
        hostileText,
        mutations.map((changes) => mutate(smallConfig, changes)),
        fc.constantFrom(`${"[".repeat(20_000)}`, `a: ${"{b: ".repeat(5_000)}`, billionLaughs),
      ),
      read: (text) => parseConfig(text, "pacegate.yml"),
      use: (config) => expectNoCommands(JSON.stringify(config)),
    });
  },
  fuzzTimeoutMs,
);

const smallConfig = {
  version: 1,
  setup: "make",
  models: { m: { entry: "m.py:f", inputs: "m.py:g" } },
  targets: { t: { local: true } },
  backends: ["t/onnxrt-cpu"],
};

const billionLaughs = [
  "a: &a [x, x, x, x, x, x, x, x, x, x]",
  ..."bcdefgh".split("").map((name, index) => {
    const before = "abcdefg"[index] ?? "a";
    return `${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(", ")}]`;
  }),
].join("\n");
