import { expect, test } from "vitest";
import { fullJitterMs } from "../../src/baseline/full-jitter.ts";

test("the longest wait doubles from two seconds to a minute, and any shorter one is as likely", () => {
  const almostOne = 1 - 2 ** -53;
  const longest = [0, 1, 2, 3, 4, 5, 50].map((attempt) => Math.round(fullJitterMs(attempt, () => almostOne)));
  expect(longest).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  expect(fullJitterMs(3, () => 0)).toBe(0);
  expect(fullJitterMs(3, () => 0.25)).toBe(4000);
});
