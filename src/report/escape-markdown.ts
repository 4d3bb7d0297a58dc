// Escapes text from the repo for GitHub's Markdown, in tables too: no markup, tag, link, mention or reference survives.
import { disarmCommands } from "./disarm-commands.ts";
import { plainCodeLine, plainLine } from "./plain-line.ts";

/** Longest text that a call may ask for without saying so; longer names lose their middle. */
const defaultMaxLength = 400;

/**
 * GitHub finds mentions, issue references and links after it has parsed Markdown, so neither a backslash nor an entity
 * stops them; a zero-width space between the sign and the name does (github/cmark-gfm#181, github/markup#1168).
 */
const zeroWidthSpace = "&#8203;";

const replacements: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "*": "\\*",
  _: "\\_",
  "[": "\\[",
  "]": "\\]",
  "~": "\\~",
  // As entities: a raw pipe ends a table cell, a raw backtick could close a code span, `$…$` is mathematics.
  "`": "&#96;",
  "|": "&#124;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  $: "&#36;",
  "@": `@${zeroWidthSpace}`,
  "#": `\\#${zeroWidthSpace}`,
};

/** Not the sign in `search@16`, which is neither a mention nor an address, so that it can still be copied. */
const markup = /[\\*_[\]~`|&<>$#]|(?!(?<=\w)@\d+(?![\w-]|\.\w))@/g;

/** A name in backticks, by itself: next to another backtick or to `$` the two would mean something together. */
const quotedName = /(?<![`$])`(?!\s)([^`]+)(?<!\s)`(?![`$])/;

/** Escapes prose, names in backticks as code; the result is one line, safe anywhere in a line and in a table cell. */
export function escapeMarkdown(text: string, maxLength: number = defaultMaxLength): string {
  return plainLine(text, maxLength)
    .split(quotedName)
    .map((piece, index) => (index % 2 === 1 ? codeSpan(piece, maxLength) : escapeProse(piece)))
    .join("")
    .replace(/^(?=[-+=])/, "\\")
    .replace(/^(\d+)(?=[.)](?:\s|$))/, "$1\\");
}

function escapeProse(text: string): string {
  return text
    .replace(markup, (character) => replacements[character] ?? character)
    .replace(/GH-(?=\d)/gi, (reference) => `${reference}${zeroWidthSpace}`)
    .replace(/:\/\//g, `:${zeroWidthSpace}//`)
    .replace(/www\./gi, (prefix) => `${prefix.slice(0, 3)}${zeroWidthSpace}.`);
}

/**
 * A name as a code span, where GitHub looks for neither markup nor mentions. A pipe stands between spans as an entity:
 * parsers disagree on a backslash before a pipe inside code in a table.
 */
export function codeSpan(text: string, maxLength: number = defaultMaxLength): string {
  const line = disarmCommands(plainLine(text, maxLength));
  if (line === "") return "(empty)";
  return line
    .split("|")
    .map((part) => (part.trim() === "" ? "" : delimit(part)))
    .join("&#124;");
}

/** Lines in a fenced block whose fence is longer than any run of backticks within. */
export function codeBlock(lines: readonly string[], maxLength: number = defaultMaxLength): string {
  const plain = lines.map((line) => disarmCommands(plainCodeLine(line, maxLength)));
  const fence = "`".repeat(Math.max(3, longestRun(plain.join("\n")) + 1));
  return [`${fence}text`, ...plain, fence].join("\n");
}

function delimit(part: string): string {
  const fence = "`".repeat(longestRun(part) + 1);
  const pad = part.startsWith("`") || part.endsWith("`") ? " " : "";
  return `${fence}${pad}${part}${pad}${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
