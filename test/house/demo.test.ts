import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

const demo = resolve(import.meta.dirname, "../../scripts/demo.ts");

let temporary: string;
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), "pacegate-demo-test-"));
});
afterEach(() => rmSync(temporary, { recursive: true, force: true }));

/** The demo until its first gate is under way. */
async function startDemo(...args: string[]) {
  const child = spawn(process.execPath, [demo, ...args], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((done) => child.once("close", done));
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.resume();
  const worktrees = () =>
    readdirSync(temporary, { recursive: true }).filter((name) => /worktrees.\d+-/.test(`${name}`));
  await expect.poll(() => worktrees().length, { timeout: 60_000 }).toBeGreaterThan(0);
  return { child, ended, output: () => output };
}

it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "the demo removes its folder when it is stopped by %s in the middle of a gate",
  async (name) => {
    const { child, ended, output } = await startDemo();
    child.kill(name);
    expect(await ended).toBe(130);
    expect(readdirSync(temporary)).toEqual([]);
    expect(output()).toMatch(/Removed, with the results: .*--keep/);
  },
  120_000,
);

it("the demo keeps its folder for those who ask, and says where it is", async () => {
  const { child, ended, output } = await startDemo("--keep");
  child.kill("SIGTERM");
  expect(await ended).toBe(130);
  const [kept = ""] = readdirSync(temporary);
  expect(output()).toContain(`Kept, with the results and for the commands above: ${join(temporary, kept)}`);
}, 120_000);
