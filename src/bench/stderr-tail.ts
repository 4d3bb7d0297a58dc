// The last lines that a worker wrote to stderr, bounded in number and length.
import { stripVTControlCharacters } from "node:util";

const mostLines = 20;
const longestLine = 400;

/** The end of a text, in lines that a report can show. */
export function lastLines(text: string): string[] {
  return stripVTControlCharacters(text)
    .split(/\r?\n/)
    .map((line) => line.trimEnd().slice(0, longestLine))
    .filter((line) => line !== "")
    .slice(-mostLines);
}

export class StderrTail {
  #text = "";

  add(text: string): void {
    // Keep a little more than is shown, so that a worker that floods stderr costs no memory.
    this.#text = (this.#text + text).slice(-2 * mostLines * longestLine);
  }

  lines(): string[] {
    return lastLines(this.#text);
  }
}
