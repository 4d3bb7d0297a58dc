// Makes any text from the repo one visible line: no line breaks, no terminal sequences, nothing that hides or reorders.
import { stripVTControlCharacters } from "node:util";

/**
 * Control, format (bidi overrides, zero-width), separator, private-use and lone surrogate code points, and all that
 * Unicode lets a renderer leave out, save the selector that makes a sign an emoji.
 */
const invisible = /(?!\u{fe0f})[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * @param maxLength in code points of the result; a longer line loses its middle, since names differ at both ends
 */
export function plainLine(text: string, maxLength: number): string {
  return shorten(showInvisible(collapse(stripVTControlCharacters(clip(text, maxLength)))), maxLength);
}

/** Like `plainLine`, but keeps indentation: for lines of code and of stderr. */
export function plainCodeLine(text: string, maxLength: number): string {
  const line = stripVTControlCharacters(clip(text, maxLength))
    .replace(/\t/g, "    ")
    .replace(/[\r\n]+/g, " ");
  return shorten(showInvisible(line).trimEnd(), maxLength);
}

function collapse(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function showInvisible(text: string): string {
  return text.replace(invisible, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** Bounds the work on a name of megabytes; what is cut here would be cut by `shorten` anyway. */
function clip(text: string, maxLength: number): string {
  const keep = 4 * maxLength + 256;
  return text.length <= 2 * keep ? text : `${text.slice(0, keep)}${text.slice(-keep)}`;
}

function shorten(text: string, maxLength: number): string {
  const points = Array.from(text);
  if (points.length <= maxLength) return text;
  const tail = Math.floor((maxLength - 1) / 2);
  const head = maxLength - 1 - tail;
  return `${points.slice(0, head).join("")}…${tail === 0 ? "" : points.slice(-tail).join("")}`;
}
