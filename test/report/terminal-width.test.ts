import fc from "fast-check";
import { expect, test } from "vitest";
import { fitWidth, padLeft, padRight, terminalWidth, wrapWords } from "../../src/report/terminal-width.ts";

test("counts wide characters twice and combining ones not at all", () => {
  expect(["abc", "語", "🦊", "e\u0301"].map(terminalWidth)).toEqual([3, 2, 2, 1]);
});

test("pads to columns, not to characters", () => {
  expect(padLeft("語", 4)).toBe("  語");
  expect(padRight("語", 4)).toBe("語  ");
});

test("cuts and wraps to the columns there are, and loses no word that fits", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" })), fc.integer({ min: 2, max: 60 }), (words, columns) => {
      const text = words.join(" ");
      expect(terminalWidth(fitWidth(text, columns))).toBeLessThanOrEqual(columns);
      const lines = wrapWords(text, columns);
      expect(Math.max(...lines.map(terminalWidth))).toBeLessThanOrEqual(columns);
      expect(lines.join(" ").split(" ")).toEqual(
        text
          .split(" ")
          .filter((word) => word !== "")
          .map((word) => fitWidth(word, columns))
          .join(" ")
          .split(" "),
      );
    }),
  );
});
