import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { pacegateVersion } from "../../src/pacegate-version.ts";

const root = resolve(import.meta.dirname, "../..");
const read = (name: string) => readFileSync(join(root, name), "utf8");

describe("packages", () => {
  it.each(["package-lock.json", "runtime/package-lock.json"])("%s holds digests and no download addresses", (name) => {
    const lock = read(name);
    expect(lock).toContain('"integrity"');
    expect(lock).not.toContain('"resolved"');
    expect(lock).not.toMatch(/https?:\/\/[^"]*\.tgz/);
  });

  it("all carry one version", () => {
    expect(JSON.parse(read("package.json")).version).toBe(pacegateVersion);
    expect(read("python/pyproject.toml")).toContain(`version = "${pacegateVersion}"`);
  });
});
