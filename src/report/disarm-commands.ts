// Takes the meaning from text that the runner would read as a workflow command, wherever a report is printed.

/**
 * The runner takes `::name::` at a line's start, blanks aside, and the older `##[name]` anywhere in a line
 * (actions/runner, src/Runner.Common/ActionCommand.cs). `onnx::MatMul` stays: after a letter it cannot start a line,
 * since lines are wrapped at blanks only.
 */
export function disarmCommands(line: string): string {
  return line.replace(/(?<!\w):(?=:)/g, ": ").replace(/#(?=#\[)/g, "# ");
}
