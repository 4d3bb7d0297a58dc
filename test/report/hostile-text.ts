// Texts that a repo could hold to break out of a report, for property tests.
import fc from "fast-check";

const traps = [
  "|",
  "\\",
  "\\|",
  "`",
  "```",
  "``",
  "*",
  "_",
  "[x](https://evil.example)",
  "![x](https://evil.example/p.png)",
  "<details>",
  "</details>",
  "<!--",
  "-->",
  "<script>",
  "@team",
  "@org/team",
  "a@evil.example",
  "#123",
  "GH-123",
  "org/repo#1",
  "https://evil.example",
  "www.evil.example",
  "$x$",
  "&lt;",
  "&#64;team",
  "\n",
  "\r\n",
  "\n\n# title",
  "\n::error::x",
  "::error::x",
  "##[error]x",
  "\u2028::warning::x",
  "\u034f::error::x",
  "\u001b[31m",
  "\u001b]8;;https://evil.example\u0007x",
  "\u009b31m",
  "\u202e",
  "\u2066",
  "\u200b",
  "\u0000",
  "\ud800",
  "- ",
  "1. ",
  "> ",
  "---",
  "    ",
  "語",
  "🦊",
];

export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...traps) }, fc.string({ unit: "binary", maxLength: 6 })), {
    maxLength: 12,
  })
  .map((parts) => parts.join(""));

/** What hides, reorders or controls: nothing of this may reach a reader. */
export const invisibleCharacter =
  /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;
