import { describe, expect, it } from "vitest";
import { StderrTail } from "../../src/bench/stderr-tail.ts";
import { describeExit } from "../../src/bench/worker-exit.ts";

const exit = { code: null, signal: null, stderr: [], killedForMemory: false } as const;

describe("the end of a worker", () => {
  it.each([
    [{ ...exit, signal: "SIGABRT" as const, stderr: ["FATAL ERROR: JavaScript heap out of memory"] }, "out-of-memory"],
    [
      { ...exit, signal: "SIGABRT" as const, stderr: ["terminate called after throwing 'std::bad_alloc'"] },
      "out-of-memory",
    ],
    [{ ...exit, code: 1, stderr: ["MemoryError"] }, "out-of-memory"],
    [{ ...exit, signal: "SIGKILL" as const, killedForMemory: true }, "out-of-memory"],
    [{ ...exit, signal: "SIGKILL" as const }, "crashed"],
    [{ ...exit, signal: "SIGSEGV" as const, killedForMemory: true }, "crashed"],
    [{ ...exit, code: 1, stderr: ["Error: no"] }, "crashed"],
  ])("%o is %s", (end, kind) => {
    expect(describeExit(end).kind).toBe(kind);
  });
});

describe("the tail of stderr", () => {
  it("keeps the last lines, of bounded number and length, without colours", () => {
    const tail = new StderrTail();
    for (let line = 0; line < 1000; line++) tail.add(`line ${line}\n`);
    tail.add(`\u001b[31m${"x".repeat(10_000)}\u001b[0m\nlast`);
    const lines = tail.lines();
    expect(lines.length).toBeLessThanOrEqual(20);
    expect(lines.at(-1)).toBe("last");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(400);
  });

  it("joins lines that came in pieces", () => {
    const tail = new StderrTail();
    tail.add("one li");
    tail.add("ne\r\n\nother");
    expect(tail.lines()).toEqual(["one line", "other"]);
  });
});
