import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escapeTerminal, escapeTerminalCode } from "../../src/report/escape-terminal.ts";
import { hostileText, invisibleCharacter } from "./hostile-text.ts";

describe("escapeTerminal", () => {
  test.each([
    ["::error::x", ": :error::x"],
    ["##[error]x", "# #[error]x"],
    ["\u001b[31mred\u001b[0m", "red"],
    ["\u001b]0;title\u0007x", "x"],
    ["a\u0008b", "a\\u{8}b"],
    ["a\u202eb", "a\\u{202e}b"],
    ["a\nb", "a b"],
    ["onnx::MatMul", "onnx::MatMul"],
  ])("makes %j harmless", (text, escaped) => {
    expect(escapeTerminal(text)).toBe(escaped);
  });

  test.each([["one line", escapeTerminal] as const, ["a line of code", escapeTerminalCode] as const])(
    "leaves no control character and no workflow command in %s",
    (_name, escapeText) => {
      fc.assert(
        fc.property(hostileText, (text) => {
          const escaped = escapeText(text);
          expect(escaped).not.toMatch(/[\n\r]/);
          expect(escaped).not.toMatch(invisibleCharacter);
          expect(escaped).not.toMatch(/(^|[^\w])::/);
          expect(escaped).not.toContain("##[");
        }),
        { numRuns: 1000 },
      );
    },
  );

  test("keeps the indentation of a line of code", () => {
    expect(escapeTerminalCode('\tFile "search.py", line 3')).toBe('    File "search.py", line 3');
  });
});
