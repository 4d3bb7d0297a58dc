// Escapes text from the repo for a console and for the job's log, which the runner reads for workflow commands.
import { disarmCommands } from "./disarm-commands.ts";
import { plainCodeLine, plainLine } from "./plain-line.ts";

const defaultMaxLength = 400;

/** One line without escape sequences, control characters or workflow commands. */
export function escapeTerminal(text: string, maxLength: number = defaultMaxLength): string {
  return disarmCommands(plainLine(text, maxLength));
}

/** Like `escapeTerminal`, but keeps indentation. */
export function escapeTerminalCode(text: string, maxLength: number = defaultMaxLength): string {
  return disarmCommands(plainCodeLine(text, maxLength));
}
