// What the writer of a misspelt word probably meant.
import { closest, distance } from "fastest-levenshtein";

/** The known word that is near enough to be a typo of `word`, or null. */
export function nearest(word: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const candidate = closest(word.toLowerCase(), known);
  // A third of the word is where a slip of the fingers ends and another word begins.
  const allowed = Math.max(2, Math.floor(word.length / 3));
  return distance(word.toLowerCase(), candidate.toLowerCase()) <= allowed ? candidate : null;
}

/** The remedy for an unknown word: the nearest one, and all that are known. */
export function suggestion(word: string, known: readonly string[]): string {
  const list = known.length === 0 ? "None is known here." : `Known: ${known.join(", ")}.`;
  const candidate = nearest(word, known);
  return candidate === null ? list : `Did you mean "${candidate}"? ${list}`;
}
