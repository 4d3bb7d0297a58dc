import fc from "fast-check";
import { expect, test } from "vitest";
import { formatPercent, parsePercent, percentPattern } from "../../src/config/percent.ts";

test("percentages become the nearest number, without the error of a division", () => {
  expect(parsePercent("1%")).toBe(0.01);
  expect(parsePercent("0.7%")).toBe(0.007);
  expect(parsePercent(".5%")).toBe(0.005);
  expect(parsePercent(0.02)).toBe(0.02);
});

test("shares are written back as people wrote them", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9999 }), (basisPoints) => {
      const text = `${basisPoints / 100}%`;
      expect(formatPercent(parsePercent(text))).toBe(text);
    }),
  );
});

test.each(["1 %", "%", "1", "-1%", "1,5%", "1e2%", "1.%", "٣%"])("%s is not a percentage", (text) => {
  expect(percentPattern.test(text)).toBe(false);
});
