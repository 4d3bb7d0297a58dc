import { describe, expect, it } from "vitest";
import { headStallsMore } from "../../src/compare/stall-imbalance.ts";

describe("whether head stalls more than base", () => {
  it.each([
    { pairs: 100, base: 0, head: 20, more: true },
    { pairs: 100, base: 20, head: 0, more: false },
    { pairs: 100, base: 10, head: 12, more: false },
    { pairs: 12, base: 0, head: 2, more: false },
    { pairs: 10_000, base: 100, head: 300, more: false },
    { pairs: 10_000, base: 2000, head: 3500, more: true },
  ])("$head of $pairs against $base: $more", ({ pairs, base, head, more }) => {
    expect(headStallsMore(pairs, base, head)).toBe(more);
  });
});
