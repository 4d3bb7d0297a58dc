import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainCodeLine, plainLine } from "../../src/report/plain-line.ts";
import { hostileText } from "./hostile-text.ts";

describe("plainLine", () => {
  test("keeps both ends of a name that is too long", () => {
    expect(plainLine("encoder.layer.0.attention.self.query", 15)).toBe("encoder…f.query");
  });

  test("never cuts a character in two", () => {
    expect(plainLine("🦊🦊🦊🦊🦊", 3)).toBe("🦊…🦊");
  });

  test("is at most as long as asked, whatever the text", () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 40 }), (text, maxLength) => {
        expect(Array.from(plainLine(text, maxLength)).length).toBeLessThanOrEqual(maxLength);
        expect(Array.from(plainCodeLine(text, maxLength)).length).toBeLessThanOrEqual(maxLength);
      }),
    );
  });

  test("shortens a text of megabytes to what it shows of a shorter one with the same ends", () => {
    const megabytes = `${"a".repeat(5_000_000)}${"z".repeat(5_000_000)}`;
    expect(plainLine(megabytes, 9)).toBe("aaaa…zzzz");
  });
});
