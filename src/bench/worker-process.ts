// A worker process spoken to in JSON lines: requests out, events and answers in, and every way that it can fail.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { z } from "zod";
import type { Failure, FailureKind, Side } from "./measurements.ts";
import { lastLines, StderrTail } from "./stderr-tail.ts";
import { describeExit, kernelMemoryKills } from "./worker-exit.ts";
import { workerErrorSchema } from "./worker-messages.ts";

/** A failed launch; becomes a `Failure` of its cell. */
export class WorkerFailure extends Error {
  readonly kind: FailureKind;
  readonly side: Side | null;
  readonly stderrTail: readonly string[];

  constructor(kind: FailureKind, side: Side | null, message: string, stderrTail: readonly string[]) {
    super(message);
    this.name = "WorkerFailure";
    this.kind = kind;
    this.side = side;
    this.stderrTail = stderrTail;
  }

  asFailure(launch: number | null): Failure {
    return { kind: this.kind, side: this.side, launch, message: this.message, stderrTail: [...this.stderrTail] };
  }
}

/** The user's Ctrl-C: what was measured so far stays, and nothing is to blame. */
export class Cancelled extends Error {}

export interface WorkerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export interface WorkerRequest<T> {
  readonly method: string;
  readonly params: unknown;
  readonly result: z.ZodType<T>;
  /** Silence longer than this is a hang. */
  readonly timeoutMs: number;
  /** Called for each event; what it throws makes the answer rubbish. */
  readonly onEvent?: (event: string, data: unknown) => void;
}

const messageSchema = z.union([
  z.strictObject({ id: z.int(), event: z.string(), data: z.unknown() }),
  z.strictObject({ id: z.int(), result: z.unknown() }),
  z.strictObject({ id: z.int(), error: workerErrorSchema }),
]);

interface Pending {
  readonly id: number;
  readonly settle: (outcome: { result: unknown } | { failure: Error }) => void;
  readonly onEvent: ((event: string, data: unknown) => void) | undefined;
  readonly heard: () => void;
}

/** The longest honest line, an instance of 150 pairs with a thousand calls, has about 4 MB. */
const longestLine = 32 * 2 ** 20;
const longestMessage = 2000;
const closeGraceMs = 3000;
/** stdout and stderr are two pipes: what was written to one just before the other may come a moment later. */
const stderrGraceMs = 20;

export class WorkerProcess implements AsyncDisposable {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #stderr = new StderrTail();
  readonly #closed: Promise<void>;
  readonly #memoryKillsBefore = kernelMemoryKills();
  #pending: Pending | null = null;
  #end: WorkerFailure | null = null;
  #lastId = 0;
  #partial = "";
  #closing = false;

  constructor(command: WorkerCommand) {
    // A process group of its own: what the worker starts ends with it, and Ctrl-C reaches it through us alone.
    this.#child = spawn(command.command, [...command.args], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...command.environment },
      detached: true,
      ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    });
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => this.#receive(text));
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => this.#stderr.add(text));
    // Writing to a worker that has just died is reported by its exit.
    this.#child.stdin.on("error", () => undefined);
    this.#closed = new Promise((resolve) => {
      this.#child.once("error", (error) => {
        this.#finish("crashed", `the worker could not be started: ${error.message}`);
        resolve();
      });
      this.#child.once("close", (code, signal) => {
        const killedForMemory = kernelMemoryKills() > this.#memoryKillsBefore;
        const exit = describeExit({ code, signal, stderr: this.#stderr.lines(), killedForMemory });
        this.#finish(exit.kind, exit.message);
        resolve();
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** One request at a time: a worker does one thing at a time, or it would disturb its own measurements. */
  async request<T>(request: WorkerRequest<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) throw new Cancelled();
    if (this.#end !== null) throw this.#end;
    if (this.#pending !== null) throw new Error("a worker takes one request at a time");
    this.#lastId += 1;
    const id = this.#lastId;
    const outcome = await new Promise<{ result: unknown } | { failure: Error }>((resolve) => {
      const onTimeout = () => {
        const seconds = (request.timeoutMs / 1000).toFixed(1);
        this.#finish("timed-out", `the worker was silent for ${seconds} s in "${request.method}" and was stopped`);
      };
      const timer = setTimeout(onTimeout, request.timeoutMs);
      const onAbort = () => {
        settle({ failure: new Cancelled() });
        this.#finish("crashed", "the worker was stopped on request");
      };
      const settle = (value: { result: unknown } | { failure: Error }) => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        this.#pending = null;
        resolve(value);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#pending = { id, settle, onEvent: request.onEvent, heard: () => timer.refresh() };
      this.#child.stdin.write(`${JSON.stringify({ id, method: request.method, params: request.params })}\n`);
    });
    if ("failure" in outcome) throw await this.#withStderr(outcome.failure);
    const parsed = request.result.safeParse(outcome.result);
    if (!parsed.success) {
      this.#finish("protocol", `the answer to "${request.method}" has another form than the protocol's`);
      throw this.#end ?? new Error("unreachable: the worker has just been ended");
    }
    return parsed.data;
  }

  /** Asks the worker to end by itself, and makes sure that it has. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#end === null && this.#pending === null) {
      this.#closing = true;
      this.#child.stdin.end(`${JSON.stringify({ id: this.#lastId + 1, method: "close", params: {} })}\n`);
      const timer = setTimeout(() => this.#kill(), closeGraceMs);
      await this.#closed;
      clearTimeout(timer);
      return;
    }
    this.#kill();
    await this.#closed;
  }

  #receive(text: string): void {
    if (this.#end !== null) return;
    const lines = (this.#partial + text).split("\n");
    this.#partial = lines.pop() ?? "";
    if (this.#partial.length > longestLine) {
      this.#finish("protocol", "the worker wrote a line without end");
      return;
    }
    for (const line of lines) {
      if (line.trim() !== "") this.#receiveLine(line);
    }
  }

  #receiveLine(line: string): void {
    const pending = this.#pending;
    // The answer to "close" has nobody waiting.
    if (pending === null && this.#closing) return;
    let message: z.infer<typeof messageSchema>;
    try {
      message = messageSchema.parse(JSON.parse(line));
    } catch {
      this.#finish("protocol", `the worker wrote what is no message: ${JSON.stringify(line.slice(0, 200))}`);
      return;
    }
    if (pending === null || message.id !== pending.id) {
      const asked = pending === null ? "nothing" : `request ${pending.id}`;
      this.#finish("protocol", `the worker answered request ${message.id} while it was asked ${asked}`);
      return;
    }
    if ("event" in message) {
      pending.heard();
      try {
        pending.onEvent?.(message.event, message.data);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#finish("protocol", `the worker's event "${message.event}" cannot be used: ${reason.slice(0, 500)}`);
      }
      return;
    }
    if ("error" in message) {
      const { kind, side, message: text, traceback } = message.error;
      const tail = traceback === null ? [] : lastLines(traceback);
      pending.settle({ failure: new WorkerFailure(kind, side, text.slice(0, longestMessage), tail) });
      return;
    }
    pending.settle({ result: message.result });
  }

  /** The process has ended, or must. */
  #finish(kind: FailureKind, message: string): void {
    if (this.#end !== null) return;
    this.#end = new WorkerFailure(kind, null, message, this.#stderr.lines());
    this.#kill();
    this.#pending?.settle({ failure: this.#end });
  }

  #kill(): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // It ended in between.
    }
  }

  /** The lines that the worker wrote to stderr just before belong to its failure. */
  async #withStderr(failure: Error): Promise<Error> {
    if (!(failure instanceof WorkerFailure) || failure.stderrTail.length > 0) return failure;
    const grace = new Promise((resolve) => setTimeout(resolve, stderrGraceMs));
    await (this.#end === null ? grace : Promise.race([this.#closed, grace]));
    return new WorkerFailure(failure.kind, failure.side, failure.message, this.#stderr.lines());
  }
}
