// Escapes text from the repo for a console and for the job's log, which the runner reads for workflow commands.
import { plainCodeLine, plainLine } from "./plain-line.ts";

const defaultMaxLength = 400;

/** One line without escape sequences, control characters or workflow commands. */
export function escapeTerminal(text: string, maxLength: number = defaultMaxLength): string {
  return disarm(plainLine(text, maxLength));
}

/** Like `escapeTerminal`, but keeps indentation. */
export function escapeTerminalCode(text: string, maxLength: number = defaultMaxLength): string {
  return disarm(plainCodeLine(text, maxLength));
}

/**
 * The runner takes `::name::` at a line's start, blanks aside, and the older `##[name]` anywhere in a line
 * (actions/runner, src/Runner.Common/ActionCommand.cs). `onnx::MatMul` stays: after a letter it cannot start a line,
 * since lines are wrapped at blanks only.
 */
function disarm(line: string): string {
  return line.replace(/(?<!\w):(?=:)/g, ": ").replace(/#(?=#\[)/g, "# ");
}
