// The busy neighbour: two processes that compute in bursts and pause in between, until whoever started them is gone.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** As many as in the duet study, whose machine had two cores. */
const loops = 2;

export class BusyNeighbour implements AsyncDisposable {
  readonly #children: readonly ChildProcess[];

  constructor() {
    const script = fileURLToPath(new URL("./busy-loop.ts", import.meta.url));
    this.#children = Array.from({ length: loops }, () =>
      // Each holds the reading end of a pipe that closes with this process, however that ends.
      spawn(process.execPath, [script], { stdio: ["pipe", "ignore", "inherit"] }),
    );
  }

  get processIds(): readonly (number | undefined)[] {
    return this.#children.map(({ pid }) => pid);
  }

  /** @throws Error where a child is gone: what was measured since was not measured beside a neighbour */
  check(): void {
    const gone = this.#children.find(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null);
    if (gone === undefined) return;
    throw new Error(`the busy neighbour ended with ${gone.signalCode ?? `exit code ${gone.exitCode}`}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, "exit");
        child.kill("SIGKILL");
        await ended;
      }),
    );
  }
}
