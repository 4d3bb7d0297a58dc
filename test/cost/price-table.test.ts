import { expect, test } from "vitest";
import { priceListsSchema, priceTable } from "../../src/cost/price-table.ts";
import priceLists from "../../src/cost/prices.json" with { type: "json" };

test("the price file keeps its schema: every page has an https address and a date", () => {
  expect(priceListsSchema.safeParse(priceLists).error).toBeUndefined();
});

test("no machine is listed twice", () => {
  const names = priceTable.map((row) => row.name);
  expect(new Set(names).size).toBe(names.length);
});

test("each provider has machines with and without an accelerator", () => {
  for (const provider of ["aws", "gcp", "azure"]) {
    const rows = priceTable.filter((row) => row.provider === provider);
    expect(rows.filter((row) => row.accelerator === null).length, provider).toBeGreaterThanOrEqual(5);
    expect(rows.filter((row) => row.accelerator !== null).length, provider).toBeGreaterThanOrEqual(4);
  }
});

test("a bigger machine of a family that scales evenly costs in proportion", () => {
  const price = (name: string) => priceTable.find((row) => row.name === name)?.pricePerHourUsd ?? Number.NaN;
  for (const [small, big] of [
    ["c7i.large", "c7i.xlarge"],
    ["c7i.xlarge", "c7i.2xlarge"],
    ["c7g.large", "c7g.xlarge"],
    ["c8g.large", "c8g.xlarge"],
    ["m7g.large", "m7g.xlarge"],
    ["n2-standard-2", "n2-standard-4"],
    ["c4a-standard-2", "c4a-standard-4"],
    ["t2a-standard-2", "t2a-standard-4"],
    ["Standard_D2s_v5", "Standard_D4s_v5"],
    ["Standard_D4s_v5", "Standard_D8s_v5"],
  ] as const) {
    expect(price(big) / price(small), `${big} beside ${small}`).toBeCloseTo(2, 6);
  }
});
