import { describe, expect, it, vi } from "vitest";

/** What is started is kept for the process: each test gets a fresh one. */
async function freshRuns() {
  vi.resetModules();
  return (await import("../../src/action/dispatched-runs.ts")).dispatchedRuns;
}

describe("the runs that a gate started", () => {
  it("are all in the state that the post step reads", async () => {
    const runs = await freshRuns();
    expect(runs.read(runs.add(9_000_000_001))).toEqual([9_000_000_001]);
    // A second one, for what a lost runner left.
    expect(runs.read(runs.add(9_000_000_002))).toEqual([9_000_000_001, 9_000_000_002]);
  });

  it("are none where nothing was saved, and once the gate came to its end", async () => {
    const runs = await freshRuns();
    expect(runs.read("")).toEqual([]);
    expect(runs.read("[]")).toEqual([]);
  });

  it.each(["{", "7", '["7"]', "[0]", "[1.5]", '[{"id": 7}]'])("are refused as %s", async (state) => {
    const runs = await freshRuns();
    expect(() => runs.read(state)).toThrow();
  });
});
