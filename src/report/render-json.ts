// The verdict document itself as JSON, the same bytes for the same verdict.
import type { Verdict } from "../compare/verdict.ts";
import { escapeJson } from "./escape-json.ts";

export function renderJson(verdict: Verdict): string {
  return `${escapeJson(JSON.stringify(verdict, sortKeys, 2))}\n`;
}

/** Keys in alphabetical order, whatever order they were set in; `schema` first, since it says what the rest is. */
function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).sort(([a], [b]) => (a === "schema" ? -1 : b === "schema" ? 1 : a < b ? -1 : 1)),
  );
}
