// The verdict document itself as JSON, the same bytes for the same verdict.
import type { Verdict } from "../compare/verdict.ts";
import { escapeJson } from "./escape-json.ts";

export function renderJson(verdict: Verdict): string {
  return `${escapeJson(JSON.stringify(withSortedKeys(verdict), null, 2))}\n`;
}

/** Keys in alphabetical order, whatever order they were set in; `schema` first, since it says what the rest is. */
function withSortedKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withSortedKeys);
  const sorted = Object.entries(value).sort(([a], [b]) => (a === "schema" ? -1 : b === "schema" ? 1 : a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, member]) => [key, withSortedKeys(member)]));
}
