// Runs one command to its exit code, cleaning up on Ctrl-C and failing closed on any thrown value.
import { CommanderError } from "commander";
import { describeError } from "../describe-error.ts";
import { errorExitCode, interruptedExitCode } from "../exit-code.ts";
import { makeProgram } from "./program.ts";

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** One Ctrl-C may arrive twice: from the terminal, and handed on by the npm that runs this. */
const sameKeyPressMs = 500;

/** Whoever closed the terminal or the pipe reads no more; failing to write must not keep from cleaning up. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}

/** @returns the exit code; the process is left to end by itself, so that output is written out */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const controller = new AbortController();
  let stoppedAt = 0;
  const interrupt = (): void => {
    if (controller.signal.aborted) {
      // Impatience: the second one ends it at once.
      if (performance.now() - stoppedAt > sameKeyPressMs) process.exit(interruptedExitCode);
      return;
    }
    stoppedAt = performance.now();
    outliveReaders();
    say("\nStopping: removing worktrees and half-written files …");
    controller.abort(new Error("interrupted"));
  };
  for (const name of stopSignals) process.on(name, interrupt);
  let exitCode = errorExitCode;
  let keptIn: string | null = null;
  const program = makeProgram({
    signal: controller.signal,
    // What was still under way when it was stopped is no progress.
    say: (line) => {
      if (!controller.signal.aborted) say(line);
    },
    write: (text) => process.stdout.write(text),
    keepIn: (folder) => {
      keptIn = folder;
    },
    finish: (code) => {
      exitCode = code;
    },
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : errorExitCode;
    if (controller.signal.aborted) {
      const kept = keptIn === null ? "" : ` What was measured is in ${keptIn}.`;
      say(`Interrupted. Nothing half-written is left.${kept}`);
      return interruptedExitCode;
    }
    say(describeError(error, args.includes("--debug")));
    return errorExitCode;
  } finally {
    for (const name of stopSignals) process.off(name, interrupt);
  }
}
