// Writes JSON in ASCII where a character could hide text or start a workflow command; a reader gets the same values.

const risky = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]|#(?=#\[)/gu;

/** @param json text made by `JSON.stringify`, where such characters can only stand inside strings */
export function escapeJson(json: string): string {
  return json.replace(risky, (character) =>
    Array.from({ length: character.length }, (_, index) => unicodeEscape(character.charCodeAt(index))).join(""),
  );
}

function unicodeEscape(codeUnit: number): string {
  return `\\u${codeUnit.toString(16).padStart(4, "0")}`;
}
