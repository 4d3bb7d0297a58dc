import { expect, test } from "vitest";
import { findPrice, priceTable } from "../../src/cost/index.ts";

test("the price file knows the four machines of octoml-profile at the prices that it used", () => {
  const prices = ["r6i.large", "r7g.large", "g4dn.xlarge", "g5.xlarge"].map(
    (name) => findPrice(name, null)?.pricePerHourUsd,
  );
  expect(prices).toEqual([0.126, 0.1071, 0.526, 1.006]);
});

test("a price from the file names its source and date", () => {
  const price = findPrice("g4dn.xlarge", null);
  expect(price?.source).toMatch(/^https:\/\//);
  expect(price?.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
});

test("the config's price wins over the file's", () => {
  expect(findPrice("g4dn.xlarge", 0.2)).toEqual({
    pricePerHourUsd: 0.2,
    source: "pacegate.yml",
    date: "as configured",
  });
});

test("a machine that nobody knows has no price, never a price of 0", () => {
  expect(findPrice("here", null)).toBeNull();
  expect(findPrice("G4DN.XLARGE", null)).toBeNull();
});

test("another table can be searched", () => {
  const [row] = priceTable;
  if (row === undefined) throw new Error("the price table is empty");
  expect(findPrice("ours", null, [{ ...row, name: "ours", pricePerHourUsd: 7 }])?.pricePerHourUsd).toBe(7);
  expect(findPrice("r6i.large", null, [])).toBeNull();
});
