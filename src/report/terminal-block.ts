// The blocks that a terminal report is built from; none is wider than 100 columns.
import { escapeTerminal, escapeTerminalCode } from "./escape-terminal.ts";
import type { Phrase } from "./phrase.ts";
import { fitWidth, wrapWords } from "./terminal-width.ts";

export const terminalColumns = 100;

export const doubleRule = "=".repeat(terminalColumns);
export const singleRule = "-".repeat(terminalColumns);

const bullet = "  - ";

/** One line, unwrapped. */
export function terminalPhrase(phrase: Phrase): string {
  return phrase
    .map((piece) => {
      if (typeof piece !== "string") return escapeTerminal(piece.code);
      // `escapeTerminal` trims, but the blanks next to a name belong to the sentence.
      return `${/^\s/.test(piece) ? " " : ""}${escapeTerminal(piece, 600)}${/\s$/.test(piece) ? " " : ""}`;
    })
    .join("");
}

/** @param text already escaped */
export function paragraph(text: string): string[] {
  return wrapWords(text, terminalColumns);
}

/** @param text already escaped */
export function bulletPoint(text: string): string[] {
  const lines = wrapWords(text, terminalColumns - bullet.length);
  return lines.map((line, index) => (index === 0 ? bullet : " ".repeat(bullet.length)) + line);
}

/** Lines of stderr or of a command as they are, cut at the right edge unless they must stay whole. */
export function codeLines(lines: readonly string[], edge: "cut" | "whole"): string[] {
  return lines.map((line) => {
    const plain = `    ${escapeTerminalCode(line, edge === "whole" ? 4000 : 400)}`;
    return edge === "whole" ? plain : fitWidth(plain, terminalColumns);
  });
}
