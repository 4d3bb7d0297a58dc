import fc from "fast-check";
import { expect, test } from "vitest";
import { nearest, suggestion } from "../../src/config/nearest.ts";

const known = ["tolerance", "resolution", "budgets"];

test("a slip finds its word, whatever the case", () => {
  expect(nearest("tolerence", known)).toBe("tolerance");
  expect(nearest("BUDGET", known)).toBe("budgets");
});

test("a word that resembles none gets no guess, but the whole list", () => {
  expect(nearest("colour", known)).toBeNull();
  expect(suggestion("colour", known)).toBe("Known: tolerance, resolution, budgets.");
  expect(suggestion("colour", [])).toBe("None is known here.");
});

test("a guess is always one of the known words", () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string(), { maxLength: 5 }), (word, words) => {
      const guess = nearest(word, words);
      expect(guess === null || words.includes(guess)).toBe(true);
    }),
  );
});
