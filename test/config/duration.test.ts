import { expect, test } from "vitest";
import { durationPattern, parseDurationSeconds } from "../../src/config/duration.ts";

test.each([
  [90, 90],
  ["90s", 90],
  ["2m", 120],
  ["1.5h", 5400],
] as const)("%s is %d seconds", (value, seconds) => {
  expect(parseDurationSeconds(value)).toBe(seconds);
});

test.each(["90", "2 m", "-1s", "1d", "m", "1m30s"])("%s is not a duration", (text) => {
  expect(durationPattern.test(text)).toBe(false);
});
