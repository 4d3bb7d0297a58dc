// Runs one command to its exit code, cleaning up on Ctrl-C and failing closed on any thrown value.
import { CommanderError } from "commander";
import { describeError } from "../describe-error.ts";
import { errorExitCode, interruptedExitCode } from "../exit-code.ts";
import { makeProgram } from "./program.ts";

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** @returns the exit code; the process is left to end by itself, so that output is written out */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const controller = new AbortController();
  const interrupt = (): void => {
    // Impatience: the second signal ends it at once.
    if (controller.signal.aborted) process.exit(interruptedExitCode);
    say("\nStopping: removing worktrees and half-written files …");
    controller.abort(new Error("interrupted"));
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  let exitCode = errorExitCode;
  const program = makeProgram({
    signal: controller.signal,
    say,
    write: (text) => process.stdout.write(text),
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
      say("Interrupted. Nothing half-written is left.");
      return interruptedExitCode;
    }
    say(describeError(error, args.includes("--debug")));
    return errorExitCode;
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}
