// A child process in a group of its own, its output in lines, ended with all its children.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface ChildResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderrTail: readonly string[];
}

export interface ChildOptions {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

const keptLines = 40;
/** Time to clean up between the polite signal and the last one. */
const graceMs = 3_000;

/**
 * Runs a command to its end.
 * @throws the abort reason, once the group is gone, and what the system says if the command cannot be started
 */
export async function runChild(command: string, args: readonly string[], options: ChildOptions): Promise<ChildResult> {
  options.signal.throwIfAborted();
  const child = spawn(command, args, {
    cwd: options.directory,
    env: { ...options.environment },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that what the user's code started ends with it.
    detached: true,
  });
  const signalGroup = (name: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, name);
    } catch {
      // The group is already gone.
    }
  };
  const { promise, resolve, reject } = Promise.withResolvers<ChildResult>();
  const stderrTail: string[] = [];
  let killer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    signalGroup("SIGTERM");
    killer = setTimeout(() => signalGroup("SIGKILL"), graceMs);
  };
  options.signal.addEventListener("abort", onAbort, { once: true });
  createInterface({ input: child.stdout }).on("line", options.onLine);
  createInterface({ input: child.stderr }).on("line", (line) => {
    stderrTail.push(line);
    if (stderrTail.length > keptLines) stderrTail.shift();
  });
  child.once("error", reject);
  // A background process that the user's code left would keep the pipes open and disturb the measurement.
  child.once("exit", () => signalGroup("SIGKILL"));
  child.once("close", (exitCode, signal) => resolve({ exitCode, signal, stderrTail }));
  try {
    const result = await promise;
    options.signal.throwIfAborted();
    return result;
  } finally {
    clearTimeout(killer);
    options.signal.removeEventListener("abort", onAbort);
  }
}
