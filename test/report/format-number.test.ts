import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatChange,
  formatInterval,
  formatMs,
  formatPercent,
  formatSeconds,
  formatShare,
  formatSigned,
  formatUsd,
  formatUsdChange,
  sharedDecimals,
} from "../../src/report/format-number.ts";

describe("formatMs", () => {
  test.each([
    [0.00001234, "0.0000123"],
    [0.0123, "0.0123"],
    [0.9996, "1.00"],
    [1.234, "1.23"],
    [9.999, "10.0"],
    [12.34, "12.3"],
    [123.4, "123"],
    [999.6, "1,000"],
    [1234.5, "1,235"],
    [1234567, "1,234,567"],
    [1e-9, "<0.000001"],
    [0, "0"],
    [Number.NaN, "n/a"],
  ])("writes %d as %s", (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });

  test("is within half a percent of every duration, and has no exponent", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (ms) => {
        const text = formatMs(ms);
        expect(text).toMatch(/^[\d,]+(\.\d+)?$/);
        expect(Math.abs(Number(text.replaceAll(",", "")) / ms - 1)).toBeLessThanOrEqual(0.0051);
      }),
    );
  });
});

describe("formatChange", () => {
  test.each([
    [0.123, "+12.3%"],
    [-0.05, "-5.0%"],
    [0, "0.0%"],
    [-0.0001, "0.0%"],
    [0.999, "+99.9%"],
    [1, "+100.0% (2.00x)"],
    [1.31, "+131.0% (2.31x)"],
    [19, "+1,900.0% (20.00x)"],
    [10_000, "+1,000,000.0% (10001.00x)"],
    [10_001, "over +1,000,000.0%"],
    [Number.MAX_VALUE, "over +1,000,000.0%"],
    [Number.NaN, "n/a"],
  ])("writes %d as %s", (ratio, text) => {
    expect(formatChange(ratio)).toBe(text);
  });

  test("writes an interval with both signs", () => {
    expect(formatInterval(-0.012, 0.034)).toBe("-1.2% to +3.4%");
    expect(formatInterval(0.01, Number.POSITIVE_INFINITY)).toBe("+1.0% to no limit");
    expect(formatInterval(-0.5, Number.MAX_VALUE)).toBe("-50.0% to over +1,000,000.0%");
  });
});

describe("formatUsd", () => {
  test.each([
    [1.37, "$1.37"],
    [0.0346, "$0.0346"],
    [0.526, "$0.526"],
    [1234.5, "$1,234.50"],
    [0, "$0"],
    [1e-9, "<$0.000001"],
    [null, "unknown price"],
    [Number.NaN, "unknown price"],
  ])("writes %s as %s", (usd, text) => {
    expect(formatUsd(usd)).toBe(text);
  });

  test("says once that a price is unknown, and never calls it free", () => {
    expect(formatUsdChange(null, null, "->")).toBe("unknown price");
    expect(formatUsdChange(1.37, 1.84, "->")).toBe("$1.37 -> $1.84");
    expect(formatUsdChange(null, 1.84, "->")).toBe("unknown price -> $1.84");
  });
});

test("writes levels and thresholds without a sign", () => {
  expect([0.01, 0.995, 0.99999, 0.025].map(formatPercent)).toEqual(["1%", "99.5%", "100%", "2.5%"]);
});

test("writes seconds as a person would say them", () => {
  expect([41.3, 59.6, 125].map(formatSeconds)).toEqual(["41 s", "1 min 0 s", "2 min 5 s"]);
});

test("gives figures that add up one set of decimals", () => {
  expect(sharedDecimals([4.12, -0.01])).toBe(3);
  expect(sharedDecimals([124.4])).toBe(1);
  expect(sharedDecimals([])).toBe(6);
  expect([4.12, -0.0149, -0.001].map((figure) => formatSigned(figure, 2))).toEqual(["+4.12", "-0.01", "0.00"]);
});

test("writes a share with one decimal, and none of nothing", () => {
  expect([formatShare(1, 8), formatShare(-0.0001, 1), formatShare(1, 0)]).toEqual(["12.5%", "0.0%", ""]);
});
