import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GitRepo } from "../fixtures/git-repo.ts";

const cli = resolve(import.meta.dirname, "../../src/cli.ts");

/** Its set-up says that it has begun, and then takes for ever. */
const config = (marker: string) => `version: 1
setup: touch '${marker}' && sleep 600
models: {tiny: {entry: "tiny.py:predict", inputs: "tiny.py:requests"}}
backends: [here/onnxrt-cpu]
`;

let repo: GitRepo;
beforeEach(() => {
  repo = new GitRepo();
});
afterEach(() => repo[Symbol.dispose]());

/** An export in the middle of its set-up, with a worktree open. */
async function startExport() {
  const marker = join(repo.directory, ".git/set-up-has-begun");
  repo.commit("one", { "pacegate.yml": config(marker), "tiny.py": "" });
  const child = spawn(process.execPath, [cli, "export"], { cwd: repo.directory, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number | null>((done) => child.once("close", done));
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  await expect.poll(() => existsSync(marker), { timeout: 20_000 }).toBe(true);
  expect(repo.worktrees).toHaveLength(1);
  return { child, ended, stderr: () => stderr };
}

describe("a command that is stopped", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("by %s removes its worktrees and ends with 130", async (name) => {
    const { child, ended, stderr } = await startExport();
    child.kill(name);
    expect(await ended).toBe(130);
    expect(repo.worktrees).toEqual([]);
    expect(stderr()).toMatch(/^\nStopping: .*\nInterrupted\. Nothing half-written is left\.\n$/m);
  });

  it("cleans up though nobody reads what it says, as when a terminal is closed", async () => {
    const { child, ended } = await startExport();
    child.stdout.destroy();
    child.stderr.destroy();
    child.kill("SIGHUP");
    expect(await ended).toBe(130);
    expect(repo.worktrees).toEqual([]);
  });

  it("takes one key press that arrives as two signals for one", async () => {
    const { child, ended, stderr } = await startExport();
    child.kill("SIGINT");
    child.kill("SIGTERM");
    expect(await ended).toBe(130);
    expect(repo.worktrees).toEqual([]);
    expect(stderr()).toContain("Nothing half-written is left");
  });
});
