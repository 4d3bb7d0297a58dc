import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");

describe("dist/", () => {
  it("is what the sources build to, byte for byte", () => {
    const rebuilt = mkdtempSync(join(tmpdir(), "pacegate-dist-"));
    try {
      execFileSync(process.execPath, [join(root, "scripts/build.mjs"), rebuilt], { stdio: "pipe" });
      const committed = join(root, "dist");
      expect(readdirSync(committed).toSorted()).toEqual(readdirSync(rebuilt).toSorted());
      const stale = readdirSync(rebuilt).filter(
        (name) => !readFileSync(join(rebuilt, name)).equals(readFileSync(join(committed, name))),
      );
      expect(stale, "run `npm run build` and commit dist/").toEqual([]);
    } finally {
      rmSync(rebuilt, { recursive: true, force: true });
    }
  });

  it("carries the notices of what it bundles, and no runtime", () => {
    const notices = readFileSync(join(root, "dist/licenses.txt"), "utf8");
    for (const name of ["zod", "yaml", "commander", "execa", "@actions/core"]) {
      expect(`\n${notices}`).toContain(`\n${name} `);
    }
    expect(notices).not.toContain("onnxruntime");
  });
});
