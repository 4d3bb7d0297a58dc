import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { runChild } from "../../src/export/run-child.ts";

const options = (onLine: (line: string) => void = () => {}, signal = new AbortController().signal) => ({
  directory: process.cwd(),
  environment: { PATH: process.env.PATH ?? "" },
  signal,
  onLine,
});

/** A killed process that nobody has waited for yet still has a number, but does nothing any more. */
function isAlive(processId: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(processId)], { encoding: "utf8" });
  const state = stdout.trim();
  return state !== "" && !state.startsWith("Z");
}

describe("child process", () => {
  it("tells its lines, its exit code and the end of its stderr", async () => {
    const lines: string[] = [];
    const script = "echo one; echo two; seq 1 100 >&2; exit 7";
    const result = await runChild(
      "/bin/sh",
      ["-c", script],
      options((line) => lines.push(line)),
    );
    expect(lines).toEqual(["one", "two"]);
    expect(result.exitCode).toBe(7);
    expect(result.stderrTail.at(-1)).toBe("100");
    expect(result.stderrTail.length).toBeLessThan(100);
  });

  it("sees only the environment that it is given", async () => {
    const lines: string[] = [];
    await runChild(
      "/usr/bin/env",
      [],
      options((line) => lines.push(line)),
    );
    expect(lines).toEqual([`PATH=${process.env.PATH}`]);
  });

  it("takes what it started with it when it is aborted", async () => {
    const controller = new AbortController();
    const started = Promise.withResolvers<number>();
    const running = runChild(
      "/bin/sh",
      ["-c", "sleep 60 & echo $!; wait"],
      options((line) => started.resolve(Number(line)), controller.signal),
    );
    const grandchild = await started.promise;
    controller.abort(new Error("stop"));
    await expect(running).rejects.toThrow("stop");
    await expect.poll(() => isAlive(grandchild)).toBe(false);
  });

  it("ends though something that it started would hold its output open", async () => {
    const started = Promise.withResolvers<number>();
    const result = await runChild(
      "/bin/sh",
      ["-c", "sleep 60 & echo $!"],
      options((line) => started.resolve(Number(line))),
    );
    expect(result.exitCode).toBe(0);
    await expect.poll(async () => isAlive(await started.promise)).toBe(false);
  });

  it("says so when the command does not exist", async () => {
    await expect(runChild("/no/such/command", [], options())).rejects.toThrow(/ENOENT/);
  });
});
