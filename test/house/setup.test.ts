import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const scripts = resolve(import.meta.dirname, "../../scripts");
let clone: string;

/** A clone whose npm packages are there, so that only the Python half is left to do. */
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), "pacegate-setup-"));
  cpSync(join(scripts, "setup.mjs"), join(clone, "scripts/setup.mjs"));
  const lock = '{"lockfileVersion": 3}';
  writeFileSync(join(clone, "package-lock.json"), lock);
  mkdirSync(join(clone, "node_modules"));
  const stamp = createHash("sha256");
  for (const part of [lock, process.platform, process.arch]) stamp.update(part).update("\0");
  writeFileSync(join(clone, "node_modules/.pacegate-stamp"), stamp.digest("hex"));
  mkdirSync(join(clone, "python"));
  // Nothing to install: pip runs for real and has nothing to fetch.
  for (const name of ["requirements-torch.txt", "requirements-dev.txt"]) {
    writeFileSync(join(clone, "python", name), "# nothing\n");
  }
});

afterEach(() => rmSync(clone, { recursive: true, force: true }));

const setUp = (environment: Readonly<Record<string, string>> = {}) =>
  spawnSync(process.execPath, [join(clone, "scripts/setup.mjs")], {
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });

function fakePython(version: string): string {
  const path = join(clone, "fake-python");
  writeFileSync(path, `#!/bin/sh\necho ${version}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Making a Python environment takes seconds, on a busy machine many. */
describe("set-up", { timeout: 180_000 }, () => {
  it("is done once, and again from scratch after an interruption", () => {
    const first = setUp();
    expect(first.status, first.stderr).toBe(0);
    expect(first.stderr).toContain("environment in .venv");
    expect(existsSync(join(clone, ".venv/bin/python"))).toBe(true);

    expect(setUp()).toMatchObject({ status: 0, stderr: "" });

    rmSync(join(clone, ".venv/.pacegate-stamp"));
    writeFileSync(join(clone, ".venv/half-installed"), "");
    expect(setUp().stderr).toContain("environment in .venv");
    expect(existsSync(join(clone, ".venv/half-installed"))).toBe(false);
  });

  it("installs again, into the same environment, when what is required changes", () => {
    setUp();
    writeFileSync(join(clone, ".venv/kept"), "");
    writeFileSync(join(clone, "python/requirements-dev.txt"), "# still nothing\n");
    const again = setUp();
    expect(again.stderr).toContain("Python packages");
    expect(existsSync(join(clone, ".venv/kept"))).toBe(true);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("says where %s stopped it and how to go on", async (name) => {
    // Python's own answers come at once; making an environment takes for ever.
    const path = join(clone, "slow-python");
    writeFileSync(path, '#!/bin/sh\ncase "$1" in -c) echo 3 12 1;; *) exec sleep 600;; esac\n');
    chmodSync(path, 0o755);
    const child = spawn(process.execPath, [join(clone, "scripts/setup.mjs")], {
      env: { ...process.env, PACEGATE_PYTHON: path },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const ended = new Promise((done) => child.once("close", done));
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      if (text.includes("environment in .venv")) child.kill(name);
    });
    expect(await ended).toBe(130);
    expect(stderr).toContain(
      "[setup] Interrupted during Python 3.12.1 environment in .venv; run the same command again to go on.",
    );
  });

  it("says so when Python is missing or too old", () => {
    const missing = setUp({ PACEGATE_PYTHON: "/no/such/python" });
    expect(missing.status).toBe(1);
    expect(missing.stderr).toMatch(/No Python was found[\s\S]*Install Python 3\.11/);
    const old = setUp({ PACEGATE_PYTHON: fakePython("3 9 18") });
    expect(old.status).toBe(1);
    expect(old.stderr).toMatch(/3\.11 or newer is needed; .*3\.9\.18/);
  });
});
