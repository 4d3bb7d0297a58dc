import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codeBlock, codeSpan, escapeMarkdown } from "../../src/report/escape-markdown.ts";
import { hostileText, invisibleCharacter } from "./hostile-text.ts";

describe("escapeMarkdown", () => {
  test.each([
    ["a|b", "a&#124;b"],
    ["**bold** _it_", "\\*\\*bold\\*\\* \\_it\\_"],
    ["<details open>", "&lt;details open&gt;"],
    ["<!-- x -->", "&lt;!-- x --&gt;"],
    ["[x](y)", "\\[x\\](y)"],
    ["a ` b", "a &#96; b"],
    ["a ` b ` c", "a &#96; b &#96; c"],
    ["``a`` `b``c`", "&#96;&#96;a&#96;&#96; &#96;b&#96;&#96;c&#96;"],
    ["$`x`$", "&#36;&#96;x&#96;&#36;"],
    ["@team", "@&#8203;team"],
    ["mail a@evil.example", "mail a@&#8203;evil.example"],
    ["Graph #1", "Graph \\#&#8203;1"],
    ["GH-12", "GH-&#8203;12"],
    ["https://x.example", "https:&#8203;//x.example"],
    ["WWW.x.example", "WWW&#8203;.x.example"],
    ["a\nb", "a b"],
    ["- item", "\\- item"],
    ["1. item", "1\\. item"],
    ["1.5 ms", "1.5 ms"],
    ["a \u202egnp.exe", "a \\\\u{202e}gnp.exe"],
  ])("makes %j harmless", (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  test.each([
    ["what `inputs` yields", "what `inputs` yields"],
    ["`a|b` and `<c>`", "`a`&#124;`b` and `<c>`"],
    ["- `a`", "\\- `a`"],
    ["@`team` #`1`", "@&#8203;`team` \\#&#8203;`1`"],
  ])("shows a name in backticks as code: %j", (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  test("leaves the name of a case as it can be copied", () => {
    expect(escapeMarkdown("search@16 is slower.")).toBe("search@16 is slower.");
    expect(escapeMarkdown("It is search@16.")).toBe("It is search@16.");
  });

  test("cuts the middle out of what is too long, and never an entity in two", () => {
    expect(escapeMarkdown("||||||||||", 5)).toBe("&#124;&#124;…&#124;&#124;");
  });

  test("leaves no raw markup, line break, mention, link or invisible character of any text", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const whole = escapeMarkdown(text);
        expect(whole).not.toMatch(/[|\n\r]/);
        expect(whole).not.toMatch(invisibleCharacter);
        const escaped = outsideSpans(whole, " ");
        expect(escaped).not.toMatch(/[<>`$]|^unclosed/);
        expect(escaped).not.toMatch(/(^|\W)@\w/);
        expect(escaped).not.toMatch(/@[\w-]+\.\w/);
        expect(escaped).not.toMatch(/#\d(?!\d*;)/);
        expect(escaped).not.toMatch(/GH-\d|:\/\/|www\./i);
        // Each of these has an odd number of backslashes before it.
        expect(escaped).not.toMatch(/(?<!\\)(?:\\\\)*[*_[\]~]/);
        expect(escaped).not.toMatch(/&(?!amp;|lt;|gt;|#96;|#124;|#36;|#8203;)/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("codeSpan", () => {
  test.each([
    ["search@16", "`search@16`"],
    ["a`b", "``a`b``"],
    ["`a`", "`` `a` ``"],
    ["a|b", "`a`&#124;`b`"],
    ["a\\|b", "`a\\`&#124;`b`"],
    ["a##[error]b", "`a# #[error]b`"],
    ["::error::x", "`: :error::x`"],
    ["onnx::MatMul", "`onnx::MatMul`"],
    ["", "(empty)"],
    ["\n", "(empty)"],
  ])("shows %j as code", (text, span) => {
    expect(codeSpan(text)).toBe(span);
  });

  test("keeps every text inside spans that nothing within can close, on one line and without a pipe", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const span = codeSpan(text);
        expect(span).not.toMatch(/[|\n\r]/);
        expect(span).not.toMatch(invisibleCharacter);
        expect(span).not.toContain("##[");
        expect(outsideSpans(span)).toMatch(/^(\(empty\)|(&#124;)*)$/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("codeBlock", () => {
  test("keeps indentation and line order", () => {
    expect(codeBlock(["def f():", "    return 1"])).toBe("```text\ndef f():\n    return 1\n```");
  });

  test("cannot be closed from within, and keeps one line a line", () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 4 }), (lines) => {
        const block = codeBlock(lines).split("\n");
        const fence = block.at(-1) ?? "";
        expect(block).toHaveLength(lines.length + 2);
        expect(fence).toMatch(/^`{3,}$/);
        expect(block.slice(1, -1).filter((line) => line.includes(fence))).toEqual([]);
        expect(block.join("\n")).not.toMatch(invisibleCharacter);
        expect(block.join("\n")).not.toMatch(/^\s*::|##\[/m);
      }),
    );
  });
});

/** Removes code spans as CommonMark finds them: a run of backticks up to the next run of the same length. */
function outsideSpans(markdown: string, inPlace = ""): string {
  const open = /`+/.exec(markdown);
  if (open === null) return markdown;
  const from = open.index + open[0].length;
  for (const close of markdown.slice(from).matchAll(/`+/g)) {
    if (close[0].length === open[0].length) {
      const rest = markdown.slice(from + close.index + close[0].length);
      return markdown.slice(0, open.index) + inPlace + outsideSpans(rest, inPlace);
    }
  }
  return `unclosed: \`${markdown}`;
}
