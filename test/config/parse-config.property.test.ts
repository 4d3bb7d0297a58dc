import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { ConfigError, parseConfig } from "../../src/config/index.ts";
import { smallestTolerance } from "../../src/config/percent.ts";

const full = readFileSync(new URL("../fixtures/config/full.yml", import.meta.url), "utf8");

/** Either a Config or a ConfigError with all three parts; anything else fails the test. */
function parsesOrComplains(text: string): void {
  try {
    parseConfig(text, "pacegate.yml");
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.what).not.toBe("");
    expect(error.where).toMatch(/^pacegate\.yml/);
    expect(error.remedy).not.toBe("");
  }
}

test("random text never makes anything but a ConfigError", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), parsesOrComplains), { numRuns: 300 });
  const punctuation = fc.string({ unit: fc.constantFrom(..."{}[]:,-&*!|>'\"%@` \n\tab1?#.~<=") });
  fc.assert(fc.property(punctuation, parsesOrComplains), { numRuns: 500 });
});

test("random structures never make anything but a ConfigError", () => {
  const key = fc.constantFrom(
    "version",
    "models",
    "targets",
    "backends",
    "gate",
    "baseline",
    "setup",
    "a",
    "__proto__",
  );
  fc.assert(
    fc.property(fc.dictionary(key, fc.jsonValue()), (value) => parsesOrComplains(stringify(value))),
    { numRuns: 300 },
  );
});

test("a sound file with a piece cut out or put in never makes anything but a ConfigError", () => {
  const position = fc.nat(full.length);
  fc.assert(
    fc.property(position, fc.nat(30), fc.string({ maxLength: 10 }), (at, length, inserted) => {
      parsesOrComplains(full.slice(0, at) + inserted + full.slice(at + length));
    }),
    { numRuns: 300 },
  );
});

test("what is written is what is read", () => {
  const share = fc.integer({ min: 1, max: 9999 }).map((basisPoints) => basisPoints / 10_000);
  fc.assert(
    fc.property(
      fc.record({
        tolerance: share.map((value) => Math.max(value, smallestTolerance)),
        resolution: share,
        seconds: fc.integer({ min: 1, max: 100_000 }),
        batchSizes: fc.uniqueArray(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 5 }),
        price: fc.double({ min: 1e-6, max: 1e4, noNaN: true }),
        setup: fc.string().filter((text) => /\S/.test(text)),
      }),
      ({ tolerance, resolution, seconds, batchSizes, price, setup }) => {
        const text = stringify({
          version: 1,
          setup,
          models: { m: { entry: "m.py:f", inputs: "m.py:g", "batch-sizes": batchSizes } },
          targets: { t: { local: true, "price-per-hour": price } },
          backends: ["t/onnxrt-cpu"],
          gate: { tolerance, resolution, limits: { "seconds-per-cell": `${seconds}s` } },
        });
        const config = parseConfig(text, "pacegate.yml");
        expect(config.gate).toMatchObject({ tolerance, resolution, secondsPerCell: seconds });
        expect(config.models[0]?.batchSizes).toEqual(batchSizes);
        expect(config.targets[0]?.pricePerHourUsd).toBe(price);
        expect(config.setup).toBe(setup);
      },
    ),
  );
});
