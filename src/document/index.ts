// One JSON document format for all files that Pacegate writes: a schema tag, a strict reader, a clear refusal.
import { z } from "zod";
import { PacegateError } from "../pacegate-error.ts";

export class DocumentError extends PacegateError {}

/** Of what the file says, in a message; it may be a stranger's. */
const longestQuote = 300;

export interface DocumentFormat<T> {
  /** Such as `pacegate/bundle/1`. */
  readonly tag: string;
  readonly schema: z.ZodType<T>;
}

/** Defines a document format; the tag becomes the literal value of the `schema` key. */
export function defineDocument<Shape extends z.ZodRawShape>(name: string, major: number, shape: Shape) {
  const tag = `pacegate/${name}/${major}`;
  return { tag, schema: z.strictObject({ schema: z.literal(tag), ...shape }) };
}

/**
 * Parses one document.
 * @param where the file's path, for the message
 * @throws DocumentError if the text is not JSON, is another format or another major, or breaks the schema
 */
export function readDocument<T>(format: DocumentFormat<T>, text: string, where: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DocumentError({
      what: "The file is not valid JSON.",
      where,
      remedy: "It may be cut off: write it again with the command that made it.",
      cause,
    });
  }
  const tag = typeof value === "object" && value !== null && "schema" in value ? value.schema : undefined;
  if (tag !== format.tag) {
    throw new DocumentError({
      what: `The file says schema ${tagWords(tag)}; this version of Pacegate reads ${JSON.stringify(format.tag)}.`,
      where,
      remedy: "Write it again with this version of Pacegate, or use the version that wrote it.",
    });
  }
  const parsed = format.schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path ?? [];
    throw new DocumentError({
      what: `The file breaks ${format.tag} at ${shorten(path.join(".") || "the top level")}${cellWords(value, path)}: ${shorten(issue?.message ?? "")}.`,
      where,
      remedy: "Write it again with this version of Pacegate.",
      cause: parsed.error,
    });
  }
  return parsed.data;
}

/** The cell that the path leads into, if any: its place in the list says nothing to a reader. */
function cellWords(document: unknown, path: readonly PropertyKey[]): string {
  let value: unknown = document;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return "";
    value = Reflect.get(value, key);
    if (typeof value === "object" && value !== null && "cell" in value && typeof value.cell === "string") {
      return `, in the cell ${JSON.stringify(shorten(value.cell))}`;
    }
  }
  return "";
}

/** What stands there may be large or nested too deep to be shown. */
function tagWords(tag: unknown): string {
  if (tag === undefined) return "nothing";
  if (typeof tag === "string") return JSON.stringify(shorten(tag));
  return typeof tag === "object" && tag !== null ? "that is no text" : String(tag);
}

function shorten(text: string): string {
  return text.length <= longestQuote ? text : `${text.slice(0, longestQuote)}…`;
}
