import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ProofState } from "../../bench/verdict/proof-state.ts";

const entry = fileURLToPath(new URL("../../bench/verdict/index.ts", import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), "pacegate-verdict-smoke-"));
const folder = join(temporary, "state");
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const run = (...args: string[]) =>
  // What it makes and removes lies in a temporary folder of its own, so that leftovers would be seen.
  execa(process.execPath, [entry, "--smoke", "--state", folder, ...args], {
    all: true,
    env: { TMPDIR: temporary },
    reject: false,
  });

describe("the proof in small", () => {
  let output = "";
  let exitCode: number | undefined;
  beforeAll(async () => {
    ({ all: output = "", exitCode } = await run());
  }, 120_000);

  it("ends well, and says how far it is", () => {
    expect(output).toContain("eight subgraphs +1% (quiet): 1/1");
    expect(output).toContain("0.1 ms renamed (busy): 1/1");
    expect(exitCode).toBe(0);
  });

  it("keeps every verdict with its launches", () => {
    const { records } = new ProofState(folder);
    expect(records.map(({ graph, neighbour }) => [graph, neighbour])).toEqual([
      ["eight subgraphs", "quiet"],
      ["0.1 ms", "busy"],
    ]);
    for (const { decision, reason, launches, effect } of records) {
      expect(decision, reason).not.toBe("error");
      expect(effect).not.toBeNull();
      expect(launches.length).toBeGreaterThanOrEqual(4);
      for (const { instances } of launches) expect(instances.length).toBeGreaterThan(0);
    }
  });

  it("keeps what was added, and which subgraph was slowed", () => {
    const [slowed] = new ProofState(folder).records;
    expect(slowed?.addedColumns).toBeGreaterThan(0);
    expect(slowed?.truePercent).not.toBeNull();
    expect(slowed?.slowedSubgraph).toMatch(/^Graph #[1-8] \(part[1-8], proof\.py:\d+\)$/);
    expect(slowed?.firstNamed).toMatch(/^Graph #[1-8] /);
  });

  it("measures nothing again when it is run again", async () => {
    const before = new ProofState(folder);
    const { exitCode: again } = await run();
    const after = new ProofState(folder);
    expect(again).toBe(0);
    expect(after.records).toEqual(before.records);
    expect(after.calibrationLaunches).toEqual(before.calibrationLaunches);
  });

  it("lists what is wanted without measuring", async () => {
    const { all } = await run("--list", "--only", "renamed");
    expect(all).toBe("0.1 ms renamed (busy): 1/1, flags 0 of 1");
  });

  it("says which scenarios there are where none is meant", async () => {
    const { all, exitCode: refused } = await run("--only", "nothing like it");
    expect(all).toContain("eight subgraphs +1%");
    expect(refused).toBe(2);
  });
});
