// What is left of a Markdown text without its code, in which nothing is markup.

export function withoutCode(text: string): string {
  return withoutFences(text).replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, "");
}

export function withoutFences(text: string): string {
  return text.replace(/^(`{3,})(?:text|mermaid)\n[\s\S]*?\n\1$/gm, "");
}
