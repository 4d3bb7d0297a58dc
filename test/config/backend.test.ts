import fc from "fast-check";
import { expect, test } from "vitest";
import { expandEngine, formatBackend, matchesPattern, splitBackend } from "../../src/config/backend.ts";
import { engineNames } from "../../src/config/config.ts";

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,12}$/);
const option = fc.stringMatching(/^[A-Za-z0-9._=-]{1,8}$/);

test("a backend that is written is read back", () => {
  fc.assert(
    fc.property(
      name,
      fc.constantFrom(...engineNames),
      fc.array(option, { maxLength: 3 }),
      (target, engine, options) => {
        const backend = { target, engine, options };
        expect(splitBackend(formatBackend(backend))).toEqual(backend);
      },
    ),
  );
});

test("spaces around a comma between options do not matter", () => {
  expect(splitBackend("t/tensorrt[fp16 , opt=3]")?.options).toEqual(["fp16", "opt=3"]);
});

test("random text is a backend or nothing", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const parts = splitBackend(text);
      if (parts !== null) expect(text.startsWith(`${parts.target}/${parts.engine}`)).toBe(true);
    }),
  );
});

test("a pattern stands for the engines that it matches, in their order", () => {
  expect(expandEngine("onnxrt-*")).toEqual(["onnxrt-cpu", "onnxrt-cuda", "onnxrt-tensorrt"]);
  expect(expandEngine("*-cpu")).toEqual(["onnxrt-cpu", "torch-eager-cpu", "torch-inductor-cpu"]);
  expect(expandEngine("torch-*-cuda")).toEqual(["torch-eager-cuda", "torch-inductor-cuda"]);
  expect(expandEngine("*")).toEqual(engineNames);
  expect(expandEngine("tensorrt")).toEqual(["tensorrt"]);
  expect(expandEngine("onnxrt")).toEqual([]);
});

test("a pattern matches as the regular expression of the same meaning does", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "/", "*"), maxLength: 8 });
  fc.assert(
    fc.property(pattern, word, (glob, text) => {
      const expression = new RegExp(`^${glob.replaceAll("*", ".*")}$`);
      expect(matchesPattern(glob, text)).toBe(expression.test(text));
    }),
    { numRuns: 2000 },
  );
});
