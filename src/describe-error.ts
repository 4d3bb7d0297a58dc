// Any thrown value as text for a person: what, where, remedy; a stack only for those who ask.
import { PacegateError } from "./pacegate-error.ts";

/** All but tabs and line breaks, and what turns the reading direction. */
const controlCharacters = /[^\P{Cc}\t\n]|\p{Bidi_Control}/gu;

/**
 * Messages quote the user's repo. GitHub's runner takes a line that begins with `::` or `##[` for a command
 * (docs.github.com, "Workflow commands"), and a terminal obeys control characters.
 */
export function printable(text: string): string {
  return text
    .replace(controlCharacters, "")
    .replace(/^(\s*):(?=:)/gm, "$1: ")
    .replace(/##\[/g, "# #[");
}

export function describeError(error: unknown, debug: boolean): string {
  if (error instanceof PacegateError) {
    return printable(
      debug && error.stack !== undefined ? `${error.name}: ${error.stack}` : `${error.name}: ${error.message}`,
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? error.stack : undefined;
  if (debug && stack !== undefined) return printable(stack);
  return printable(
    `Unexpected error: ${message}\n  This is a fault of Pacegate. Run it again with --debug and report what it prints.`,
  );
}
