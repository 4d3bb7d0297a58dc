// How many columns text takes in a terminal, and laying text out in a given number of them.

/** Blocks that Unicode's East Asian Width calls wide (UAX #11), and emoji. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}\u{17000}-\u{18aff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;
const combining = /^\p{M}/u;

export function terminalWidth(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + characterWidth(character), 0);
}

export function padLeft(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - terminalWidth(text))) + text;
}

export function padRight(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - terminalWidth(text)));
}

/** Cuts the end off; only whole characters stay. */
export function fitWidth(text: string, columns: number): string {
  if (terminalWidth(text) <= columns) return text;
  let used = 0;
  let kept = "";
  for (const character of text) {
    used += characterWidth(character);
    if (used > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Breaks at blanks only; a longer word is cut, since a line must not begin in the middle of one. */
export function wrapWords(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").filter((part) => part !== "")) {
    const fitted = fitWidth(word, columns);
    const longer = line === "" ? fitted : `${line} ${fitted}`;
    if (terminalWidth(longer) <= columns) line = longer;
    else {
      lines.push(line);
      line = fitted;
    }
  }
  return [...lines, line];
}

function characterWidth(character: string): number {
  if (combining.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
