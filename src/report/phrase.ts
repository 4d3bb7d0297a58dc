// A sentence as data: words and names apart, so that every output format escapes both in its own way.

/** Strings are prose, `code` is a name, a path or a command. All of it is escaped when it is rendered. */
export type Phrase = readonly (string | { readonly code: string })[];

export function code(name: string): { readonly code: string } {
  return { code: name };
}
