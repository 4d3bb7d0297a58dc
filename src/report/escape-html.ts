// Escapes text from the repo for HTML, in text and in quoted attributes: one visible line without a tag or an entity.
import { plainLine } from "./plain-line.ts";

const defaultMaxLength = 200;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

export function escapeHtml(text: string, maxLength: number = defaultMaxLength): string {
  return plainLine(text, maxLength).replace(/[&<>"'`]/g, (character) => entities[character] ?? "");
}
