import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const text = readFileSync(join(root, "docs/threat-model.md"), "utf8");

/** The second column of the tables of what somebody could do. */
const answers = text
  .split("\n")
  .filter((line) => line.startsWith("|") && !line.startsWith("| ---"))
  .map((line) => line.split(" | "))
  .filter((columns) => columns.length === 2)
  .map(([threat = "", answer = ""]) => ({ threat: threat.slice(2), answer: answer.replace(/ \|$/, "") }))
  .filter(({ threat }) => threat !== "could");
const testPaths = [...text.matchAll(/`(test\/[^`]+)`/g)].map(([, path = ""]) => path);

describe("the threat model", () => {
  it("has lines to check", () => {
    expect(answers.length).toBeGreaterThan(30);
  });

  it.each(answers)("names a test or a setting, or admits that there is none: $threat", ({ answer }) => {
    expect(answer).toMatch(/\(tests?: `|Settings?: |^nothing/);
  });

  it.each([...new Set(testPaths)].toSorted())("names a test that is there: %s", (path) => {
    expect(existsSync(join(root, path))).toBe(true);
  });
});
