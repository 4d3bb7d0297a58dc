import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { statusDescription, statusState } from "../../src/report/status-description.ts";
import { sampleVerdict } from "../fixtures/verdict.ts";
import { hostileText, invisibleCharacter } from "./hostile-text.ts";

describe("the commit status", () => {
  test.each([
    ["pass", "success"],
    ["regression", "failure"],
    ["error", "error"],
  ] as const)("of %s is %s", (conclusion, state) => {
    expect(statusState(sampleVerdict({ conclusion }))).toBe(state);
  });

  test("says the headline", () => {
    expect(statusDescription(sampleVerdict())).toBe("search@16 is 34.7% slower on g4dn.xlarge/onnxrt-cpu.");
  });

  test("keeps both ends of a long one", () => {
    const line = statusDescription(sampleVerdict({ headline: `${"long name ".repeat(40)}is 3% slower.` }));
    expect(line).toHaveLength(140);
    expect(line).toMatch(/^long name .*….* is 3% slower\.$/);
  });

  test("is one line of at most 140 characters, whatever the names are", () => {
    const headline = fc.array(fc.oneof(hostileText, fc.constant("🦊".repeat(90))), { maxLength: 8 });
    fc.assert(
      fc.property(headline, (parts) => {
        const line = statusDescription(sampleVerdict({ headline: parts.join("") }));
        expect(line.length).toBeLessThanOrEqual(140);
        expect(line).not.toMatch(/[\n\r]/);
        expect(line).not.toMatch(invisibleCharacter);
      }),
    );
  });
});
