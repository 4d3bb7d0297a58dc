// The last lines that a worker wrote to stderr, bounded in number and length.
import { stripVTControlCharacters } from "node:util";

const longestLine = 400;

export class StderrTail {
  static readonly mostLines = 20;
  #text = "";

  add(text: string): void {
    // Keep a little more than is shown, so that a worker that floods stderr costs no memory.
    this.#text = (this.#text + text).slice(-2 * StderrTail.mostLines * longestLine);
  }

  lines(): string[] {
    return stripVTControlCharacters(this.#text)
      .split(/\r?\n/)
      .map((line) => line.trimEnd().slice(0, longestLine))
      .filter((line) => line !== "")
      .slice(-StderrTail.mostLines);
  }
}
