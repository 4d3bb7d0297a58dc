// The time of the fuzz tests is one minute in CI in all: each reader in the table has its file, and no file another.
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { shares } from "./fuzz.ts";

test("the shares of the readers add up to the whole time", () => {
  expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
});

test("each reader with a share has a test file", () => {
  const files = readdirSync(import.meta.dirname).filter(
    (name) => name.endsWith(".test.ts") && name !== "shares.test.ts",
  );
  const named = Object.keys(shares).map(
    (reader) => `${reader.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.test.ts`,
  );
  expect(files.toSorted()).toEqual(named.toSorted());
});
