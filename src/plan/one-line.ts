// Text from the repo (names, messages, paths) cut to what fits in a sentence; reports escape it for their own format.

/** White space becomes single spaces, and what is over the limit an ellipsis. */
export function oneLine(text: string, limit = 160): string {
  // Cut before collapsing as well: a message may be megabytes long.
  const line = text
    .slice(0, limit * 4)
    .replace(/\s+/gu, " ")
    .trim();
  return line.length > limit ? `${line.slice(0, limit - 1).trimEnd()}…` : line;
}

/** `a, b and 3 more`: the first few of a list. */
export function firstOf(items: readonly string[], shown = 3): string {
  const rest = items.length - shown;
  return rest > 0 ? `${items.slice(0, shown).join(", ")} and ${rest} more` : items.join(", ");
}
